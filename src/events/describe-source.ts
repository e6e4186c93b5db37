// The source of a run and its prefix, as people know them: an S3 address or a path.

import { formatCount } from '../text/format-quantity.ts';
import type { SourceName } from './source-name.ts';

export function describeSource(source: SourceName): string {
  const { prefix, prefixes, keys } = source;
  const place =
    'bucket' in source
      ? `s3://${source.bucket}/${prefix}`
      : `${source.dir.replace(/\/$/, '')}/${prefix}`;
  const parts = [
    ...(prefixes ? [formatCount(prefixes.length, 'prefix', 'prefixes')] : []),
    // The address of one key says all.
    ...(keys !== undefined && (keys > 1 || prefixes) ? [formatCount(keys, 'named key')] : []),
  ];
  return parts.length === 0 ? place : `${place} (${parts.join(', ')})`;
}

/** The message where no key was found. */
export function describeNoMatch(source: SourceName | undefined): string {
  return source ? `No keys were found under ${describeSource(source)}.` : 'No keys were found.';
}

/** The key without the prefix that all keys of a run share; the whole key if nothing else is left. */
export function nameBelow(key: string, prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  return key.startsWith(folder) && key !== folder ? key.slice(folder.length) : key;
}
