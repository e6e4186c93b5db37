// The source of a run and its prefix, as people know them: an S3 address or a path.

import type { SourceName } from './run-event.ts';

export function describeSource(source: SourceName): string {
  const { prefix } = source;
  if ('bucket' in source) return `s3://${source.bucket}/${prefix}`;
  return `${source.dir.replace(/\/$/, '')}/${prefix}`;
}

/** What a key has behind the prefix, which all keys of a run share; the whole key if that is nothing. */
export function nameBelow(key: string, prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  return key.startsWith(folder) && key !== folder ? key.slice(folder.length) : key;
}
