// One decoding of any bytes, without keeping what they decode to: a small input may decode to much.

import { crc32 } from 'node:zlib';
import type { ByteSource } from '../../src/formats/byte-cursor.ts';
import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { Format } from '../../src/formats/format.ts';
import type { Position } from '../../src/formats/position.ts';

/** Decoded bytes are kept so far, to compare them. */
export const KEPT_BYTES = 1024 * 1024;

/** Decoding ends at the next place after so much; the rest would be more of the same. */
const ENOUGH_BYTES = 16 * 1024 * 1024;

export interface DecoderRun {
  readonly bytes: number;
  readonly checksum: number;
  /** The first of the bytes. */
  readonly kept: Buffer;
  readonly error: unknown;
  /** The places that were reached, and how many bytes had been decoded there. */
  readonly places: readonly (Position & { readonly decodedBytes: number })[];
  /** Whether it was ended because enough was decoded. */
  readonly isCut: boolean;
}

export async function runDecoder(
  format: Format,
  source: ByteSource,
  { from = { at: 0 } as Position, end = Infinity, preserveOutputFrom = Infinity } = {},
): Promise<DecoderRun> {
  const cursor = new ByteCursor(source, from.at);
  const places: DecoderRun['places'][number][] = [];
  const kept: Buffer[] = [];
  let bytes = 0;
  let checksum = 0;
  let isCut = false;
  let error: unknown;
  try {
    const decoding = {
      sink(chunk: Uint8Array) {
        if (bytes < KEPT_BYTES) kept.push(Buffer.from(chunk.subarray(0, KEPT_BYTES - bytes)));
        bytes += chunk.length;
        checksum = crc32(chunk, checksum);
      },
      reach(position: Position) {
        places.push({ ...position, decodedBytes: bytes });
        isCut = bytes > ENOUGH_BYTES;
        return position.at < end && !isCut;
      },
      pass: () => true,
      suppose: () => undefined,
      words: 'wc' as const,
      end: () => end,
      remark: () => undefined,
      preserveOutputFrom,
    };
    await format.decode(cursor, decoding, from.decoderState);
  } catch (thrown) {
    error = thrown;
  } finally {
    await cursor.close();
  }
  return { bytes, checksum, kept: Buffer.concat(kept), error, places, isCut };
}
