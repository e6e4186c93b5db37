// A slice's bytes and what comes after them, in as many reads as it takes.

import type { ByteSource } from '../../src/formats/byte-source.ts';
import { planCut } from '../../src/planning/cut-slices.ts';
import type { Slice } from '../../src/protocol/request.ts';

/** A slice's last unit may end behind it: how much is read on for it at a time. */
const FIRST_STEP_BYTES = 256 * 1024;
const MAX_STEP_BYTES = 64 * 1024 * 1024;

/**
 * The sources of the bytes from `at` to the object's end. None of them goes past where the slice
 * ends, nor past where it ends if it is cut at its start, so that plain text can stop just there.
 */
export function* readOn(
  slice: Slice,
  at: number,
  sliceBytes: number | undefined,
  read: (start: number, end: number) => ByteSource,
): Generator<ByteSource> {
  const { start, end, sizeBytes } = slice;
  const [cut = end] = sliceBytes === undefined ? [] : planCut(start, end, sliceBytes);
  let position = at;
  for (const stop of [cut, end]) {
    if (stop > position || sizeBytes === 0) yield read(position, stop);
    position = Math.max(position, stop);
    if (sizeBytes === 0) return;
  }
  for (
    let step = FIRST_STEP_BYTES;
    position < sizeBytes;
    step = Math.min(4 * step, MAX_STEP_BYTES)
  ) {
    const stop = Math.min(sizeBytes, position + step);
    yield read(position, stop);
    position = stop;
  }
}
