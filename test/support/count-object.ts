// Counts one object in a single slice.

import type { WordRule } from '../../src/counting/word-rule.ts';
import type { ByteSource } from '../../src/formats/byte-cursor.ts';
import { countSlice } from '../../src/tiers/worker/count-slice.ts';
import type { CountedSlice } from '../../src/tiers/worker/counted-slice.ts';

/** Larger than all objects of the tests. */
const SIZE_BYTES = 2 ** 40;

/**
 * `open` gives the object's bytes; it may be called more than once. With a format it is another attempt, before which
 * nothing was covered.
 */
export function countObject(
  key: string,
  open: () => ByteSource,
  words: WordRule,
  format?: string,
): Promise<CountedSlice> {
  return countSlice(
    {
      key,
      sizeBytes: SIZE_BYTES,
      start: 0,
      end: SIZE_BYTES,
      ...(format !== undefined && { format }),
    },
    {
      words,
      open: (at) => skipped(open(), at),
      readBytes: () => Promise.reject(new Error('an object has no parts here')),
      wantsPart: () => false,
      onPart: () => undefined,
      onSplit: () => undefined,
    },
  );
}

async function* skipped(source: ByteSource, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of source) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
