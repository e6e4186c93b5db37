// Which format an object is of, told by its first bytes and never by its name.

import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { bzip2 } from './bzip2/bzip2.ts';
import type { Format } from './format.ts';
import { gzip } from './gzip/gzip.ts';
import { lz4 } from './lz4/lz4.ts';
import { plain } from './plain.ts';
import { mayBeSkippable, passSkippable, skippableBytes } from './skippable-frame.ts';
import { createUnread, UNREAD } from './unread.ts';
import { xz } from './xz/xz.ts';
import { beginsLikeZlib, isZlib, ZLIB_HEAD_BYTES, zlib } from './zlib.ts';
import { namesDictionary, zstdWithDictionary } from './zstd/dictionary-frame.ts';
import { zstd } from './zstd/zstd.ts';

const HEAD_BYTES = 32;

/** How many of an object's first bytes {@link looksPlain} can make use of. */
export const MOST_HEAD_BYTES: number = ZLIB_HEAD_BYTES;

/** In the order of recognition. */
const TOLD: readonly Format[] = [gzip, bzip2, zstd, lz4, xz, ...UNREAD];

/** The formats whose files may begin with skippable frames. */
const SKIPPING: readonly Format[] = [zstd, lz4];

const FORMATS: readonly Format[] = [...TOLD, zlib, zstdWithDictionary, plain];

export interface Recognition {
  readonly format: Format;
  /** As `Format.splitHint` gives it. */
  readonly splitHint: string | undefined;
  /**
   * Whether decoding has to begin at the object's start, which the cursor has left. Else it begins
   * where the cursor is, for nothing but skippable frames comes before.
   */
  readonly startsAnew: boolean;
}

/**
 * The format of the object at whose start the cursor stands. It is told by bytes alone: a head that
 * is shorter is taken for all of an object only if the source has ended.
 * @throws what the source throws before the format is known.
 */
export async function recogniseFormat(cursor: ByteCursor): Promise<Recognition> {
  await cursor.fill(HEAD_BYTES);
  if (skippableBytes(cursor.buffered) !== undefined) return await recogniseSkipping(cursor);
  const format = tellFormat(cursor.buffered);
  if (format) return recognised(format, cursor);
  if (!beginsLikeZlib(cursor.buffered)) return recognised(plain, cursor);
  await cursor.fill(ZLIB_HEAD_BYTES);
  return recognised(isZlib(cursor.buffered) ? zlib : plain, cursor);
}

/** What all bytes of an object are that is counted as plain text, whatever it is. */
export const AS_PLAIN: Recognition = {
  format: plain,
  splitHint: plain.splitHint(new Uint8Array(0), false),
  startsAnew: false,
};

function tellFormat(start: Uint8Array, among = TOLD): Format | undefined {
  const head = start.subarray(0, HEAD_BYTES);
  return among.find((format) => format.recognises(head));
}

function recognised(format: Format, { buffered }: ByteCursor, passed = false): Recognition {
  const head = buffered.subarray(0, HEAD_BYTES);
  return { format, splitHint: format.splitHint(head, passed), startsAnew: false };
}

/** Of what begins with a skippable frame: there may be any number of them, of any size. */
async function recogniseSkipping(cursor: ByteCursor): Promise<Recognition> {
  const hasDictionary = namesDictionary(cursor.buffered);
  try {
    await passSkippable(cursor);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { ...AS_PLAIN, startsAnew: true };
  }
  await cursor.fill(HEAD_BYTES);
  // The tools decode skippable frames alone to nothing.
  const format = cursor.buffered.length === 0 ? zstd : tellFormat(cursor.buffered, SKIPPING);
  if (!format) return { ...AS_PLAIN, startsAnew: true };
  return recognised(format === zstd && hasDictionary ? zstdWithDictionary : format, cursor, true);
}

/** Whether bytes that begin so are of no other format: those of an object, or of what it decodes to. */
export function looksPlain(start: Uint8Array): boolean {
  const isOther = tellFormat(start) !== undefined || isZlib(start);
  return !isOther && !(start.length >= 4 && mayBeSkippable(start));
}

/** The format of a name that another worker gave. */
export function formatNamed(name: string): Format {
  return FORMATS.find((format) => format.name === name) ?? createUnread({ name });
}

const BY_EXTENSION = new Map(
  FORMATS.flatMap((format) => format.extensions.map((ending) => [ending, format] as const)),
);

/** The format that the ending of an object's name promises. */
export function formatByName(key: string): Format {
  const dot = key.lastIndexOf('.');
  return (dot >= 0 && BY_EXTENSION.get(key.slice(dot).toLowerCase())) || plain;
}
