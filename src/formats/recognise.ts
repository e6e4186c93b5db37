// Which format an object is of, told by its first bytes and never by its name.

import type { ByteCursor } from './byte-cursor.ts';
import { bzip2 } from './bzip2/bzip2.ts';
import type { Format } from './format.ts';
import { gzip } from './gzip/gzip.ts';
import { lz4 } from './lz4/lz4.ts';
import { plain } from './plain.ts';
import { zstd } from './zstd/zstd.ts';

const HEAD_BYTES = 32;

/** In the order of recognition; the last one takes whatever is left. */
const FORMATS: readonly Format[] = [gzip, bzip2, zstd, lz4, plain];

export async function recogniseFormat(cursor: ByteCursor): Promise<Format> {
  await cursor.lookAhead(HEAD_BYTES);
  return recognise(cursor.buffered);
}

/** The format of an object that begins with these bytes. */
export function recognise(start: Uint8Array): Format {
  const head = start.subarray(0, HEAD_BYTES);
  return FORMATS.find((format) => format.recognises(head)) ?? plain;
}

/** The format of a name that another worker gave. */
export function formatNamed(name: string): Format {
  return FORMATS.find((format) => format.name === name) ?? plain;
}

const BY_EXTENSION = new Map(
  FORMATS.flatMap((format) => format.extensions.map((ending) => [ending, format] as const)),
);

/** The format that the ending of an object's name promises. */
export function formatByName(key: string): Format {
  const dot = key.lastIndexOf('.');
  return (dot >= 0 && BY_EXTENSION.get(key.slice(dot).toLowerCase())) || plain;
}
