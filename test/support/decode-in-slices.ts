// Decodes an object in slices, like the workers of a cascade. Each slice knows only the bytes from its start
// on, and is accepted only if it began where its left neighbour ended.

import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { Format } from '../../src/formats/format.ts';
import { isSamePosition, type Position } from '../../src/formats/position.ts';
import { inChunks } from '../fixtures/byte-sources.ts';
import { type Decoded, decode } from '../fixtures/decode.ts';
import { splitHintOf } from './recognition.ts';

export interface SlicedDecoding {
  readonly bytes: Buffer;
  /** The code of the error with which the last accepted slice ended, if any. */
  readonly code: string | undefined;
  readonly remarks: readonly string[];
  /** The number of slices that were rejected, and decoded again from the end of their left neighbour. */
  readonly recounts: number;
  /** The number of slices whose found start was accepted. */
  readonly believed: number;
}

interface DecodedSlice {
  readonly from: Position;
  readonly decoded: Decoded;
}

/** `cuts` are the ends of all slices but the last, ascending. */
export async function decodeInSlices(
  format: Format,
  bytes: Uint8Array,
  cuts: readonly number[],
  givenHint?: string,
): Promise<SlicedDecoding> {
  const hint = givenHint ?? (await splitHintOf(bytes)) ?? '';
  const edges = [0, ...cuts, bytes.length];
  const chunks: Buffer[] = [];
  const remarks: string[] = [];
  let recounts = 0;
  let believed = 0;
  let place: Position | undefined = { at: 0 };
  let code: string | undefined;
  for (let index = 0; index + 1 < edges.length && place; index += 1) {
    const start = edges[index] as number;
    const end = index + 2 < edges.length ? (edges[index + 1] as number) : Number.POSITIVE_INFINITY;
    let slice: DecodedSlice | undefined =
      start === 0
        ? await decodeFrom(format, bytes, { at: 0 }, end)
        : await decodeSought(format, bytes, start, end, hint);
    const isBelieved: boolean = slice !== undefined && isSamePosition(slice.from, place);
    if (!isBelieved && place.at >= end) continue;
    if (isBelieved) believed += 1;
    else recounts += 1;
    if (!slice || !isBelieved) slice = await decodeFrom(format, bytes, place, end);
    chunks.push(slice.decoded.bytes);
    remarks.push(...slice.decoded.remarks);
    code = slice.decoded.code;
    const last: Position | undefined = slice.decoded.reached.at(-1);
    place = code === undefined && last && last.at >= end ? last : undefined;
  }
  return { bytes: Buffer.concat(chunks), code, remarks, recounts, believed };
}

/** Decodes a slice from the first position that is found in it. */
async function decodeSought(
  format: Format,
  bytes: Uint8Array,
  start: number,
  end: number,
  hint: string,
): Promise<DecodedSlice | undefined> {
  for (let at = start; ; ) {
    const cursor = new ByteCursor(chunksFrom(bytes, at), at);
    const from = await format.seek?.(cursor, Math.min(end, bytes.length), hint);
    if (!from) return undefined;
    const slice = await decodeFrom(format, bytes, from, end);
    if (slice.decoded.code === undefined || slice.decoded.reached.length > 0) return slice;
    at = from.at + 1;
  }
}

async function decodeFrom(
  format: Format,
  bytes: Uint8Array,
  from: Position,
  end: number,
): Promise<DecodedSlice> {
  return { from, decoded: await decode(format, chunksFrom(bytes, from.at), { from, end }) };
}

function chunksFrom(bytes: Uint8Array, at: number): Iterable<Uint8Array> {
  return inChunks(bytes.subarray(at), 64 * 1024);
}
