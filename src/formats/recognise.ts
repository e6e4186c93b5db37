// Recognises the format of an object by its first bytes, never by its name.

import { DecodeError } from '../errors/decode-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { bzip2 } from './bzip2/bzip2.ts';
import type { Format } from './format.ts';
import { gzip } from './gzip/gzip.ts';
import { lz4 } from './lz4/lz4.ts';
import { plain } from './plain.ts';
import { mayBeSkippable, passSkippable, skippableBytes } from './skippable-frame.ts';
import { createUnsupported, UNSUPPORTED } from './unsupported.ts';
import { xz } from './xz/xz.ts';
import { isZlib, mayBeZlib, ZLIB_HEAD_BYTES, zlib } from './zlib.ts';
import { namesDictionary, zstdWithDictionary } from './zstd/dictionary-frame.ts';
import { zstd } from './zstd/zstd.ts';

const HEAD_BYTES = 32;

/** How many of an object's first bytes {@link looksPlain} can use. */
export const MAX_HEAD_BYTES: number = ZLIB_HEAD_BYTES;

/** The formats that 32 first bytes identify, in the order of recognition. */
const BY_HEAD: readonly Format[] = [gzip, bzip2, zstd, lz4, xz, ...UNSUPPORTED];

/** The formats whose files may begin with skippable frames. */
const WITH_SKIPPABLE_FRAMES: readonly Format[] = [zstd, lz4];

const FORMATS: readonly Format[] = [...BY_HEAD, zlib, zstdWithDictionary, plain];

export interface Recognition {
  readonly format: Format;
  /** The result of `Format.splitHint`. */
  readonly splitHint: string | undefined;
  /**
   * Whether decoding must begin at the object's start, which the cursor has left. Otherwise it begins at
   * the cursor, before which there are only skippable frames.
   */
  readonly mustRestart: boolean;
}

/**
 * Recognises the format of the object at whose start the cursor stands.
 * @throws the source's error if it comes before the format is known.
 */
export async function recogniseFormat(cursor: ByteCursor): Promise<Recognition> {
  await cursor.fill(HEAD_BYTES);
  if (skippableBytes(cursor.buffered) !== undefined) return await recogniseSkipping(cursor);
  const format = findFormat(cursor.buffered);
  if (format) return recognised(format, cursor);
  if (!mayBeZlib(cursor.buffered)) return recognised(plain, cursor);
  await cursor.fill(ZLIB_HEAD_BYTES);
  return recognised(isZlib(cursor.buffered) ? zlib : plain, cursor);
}

/** The recognition of an object that is to be counted as plain text, whatever its bytes are. */
export const AS_PLAIN: Recognition = {
  format: plain,
  splitHint: plain.splitHint(new Uint8Array(0), false),
  mustRestart: false,
};

function findFormat(start: Uint8Array, among = BY_HEAD): Format | undefined {
  const head = start.subarray(0, HEAD_BYTES);
  return among.find((format) => format.recognises(head));
}

function recognised(format: Format, { buffered }: ByteCursor, passed = false): Recognition {
  const head = buffered.subarray(0, HEAD_BYTES);
  return { format, splitHint: format.splitHint(head, passed), mustRestart: false };
}

/** Recognises an object that begins with skippable frames, of which there may be many and large ones. */
async function recogniseSkipping(cursor: ByteCursor): Promise<Recognition> {
  const hasDictionary = namesDictionary(cursor.buffered);
  try {
    await passSkippable(cursor);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { ...AS_PLAIN, mustRestart: true };
  }
  await cursor.fill(HEAD_BYTES);
  const { buffered } = cursor;
  // The tools accept a file of skippable frames only, and decode it to nothing.
  const format = buffered.length === 0 ? zstd : findFormat(buffered, WITH_SKIPPABLE_FRAMES);
  if (!format) return { ...AS_PLAIN, mustRestart: true };
  return recognised(format === zstd && hasDictionary ? zstdWithDictionary : format, cursor, true);
}

/** Whether an object, or the bytes that it decodes to, with this start has no format but plain text. */
export function looksPlain(start: Uint8Array): boolean {
  const isOther = findFormat(start) !== undefined || isZlib(start);
  return !isOther && !(start.length >= 4 && mayBeSkippable(start));
}

/** The format with a name that another worker reported. */
export function formatNamed(name: string): Format {
  return FORMATS.find((format) => format.name === name) ?? createUnsupported({ name });
}

const BY_EXTENSION = new Map(
  FORMATS.flatMap((format) => format.extensions.map((extension) => [extension, format] as const)),
);

/** The last extension that was looked up. Most keys of a run have the same, and plans ask several times for each. */
let latest: { readonly extension: string; readonly format: Format } | undefined;

/** The format that a key's extension promises. */
export function formatByName(key: string): Format {
  if (latest && key.endsWith(latest.extension)) return latest.format;
  const dot = key.lastIndexOf('.');
  if (dot < 0) return plain;
  const extension = key.slice(dot);
  const format = BY_EXTENSION.get(extension.toLowerCase()) ?? plain;
  latest = { extension, format };
  return format;
}
