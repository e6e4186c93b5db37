// The source of a run and its prefix, as people know them: an S3 address or a path.

import type { SourceName } from './run-event.ts';

export function describeSource(source: SourceName): string {
  const { prefix } = source;
  if ('bucket' in source) return `s3://${source.bucket}/${prefix}`;
  return `${source.dir.replace(/\/$/, '')}/${prefix}`;
}
