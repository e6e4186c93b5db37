// A slice's bytes and what comes after them, in as many reads as it takes.

import type { ByteSource } from '../../formats/byte-cursor.ts';
import { planSplit } from '../../planning/plan-split.ts';
import type { Slice } from '../../protocol/request.ts';

/** A slice's last unit may end behind it: how much is read on for it at a time. */
const FIRST_STEP_BYTES = 256 * 1024;
const MAX_STEP_BYTES = 64 * 1024 * 1024;

/**
 * The sources of the bytes from `at` to the object's end. The first goes no further than where the
 * slice ends if it is cut at its start, for which `sliceBytes` is given, and the second no further
 * than where it does end by then.
 */
export function* readOn(
  slice: Slice,
  at: number,
  { sliceBytes, end }: { readonly sliceBytes: number | undefined; readonly end: () => number },
  read: (start: number, end: number) => ByteSource,
): Generator<ByteSource> {
  const { start, sizeBytes } = slice;
  if (sizeBytes === 0) return yield read(at, 0);
  const [cut = slice.end] = sliceBytes === undefined ? [] : planSplit(start, slice.end, sliceBytes);
  let position = at;
  if (cut > position) {
    yield read(position, cut);
    position = cut;
  }
  const stop = end();
  if (stop > position) {
    yield read(position, stop);
    position = stop;
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
