// A stream cut at any bytes: each part is entered at the first block found in it, decoded without its
// window, and believed when its left neighbour has come to just there.

import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WC_WORD_BYTES } from '../../../../src/counting/byte-class-counter.ts';
import { type Count, joinCounts } from '../../../../src/counting/count.ts';
import { createScalarCounter } from '../../../../src/counting/create-counter.ts';
import { joinChecksums } from '../../../../src/formats/gzip/checksum.ts';
import { findBlock } from '../../../../src/formats/gzip/find-block.ts';
import { createFormCounter } from '../../../../src/formats/gzip/form-counter.ts';
import { createInflater } from '../../../../src/formats/gzip/inflater.ts';
import { getInflateKernel, type InflateKernel } from '../../../../src/formats/gzip/kernel.ts';
import { evaluateForm, resolveWindow } from '../../../../src/formats/gzip/slice-form.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const TEXT = Buffer.concat([
  seededText(300_000),
  // A stream within the stream: its blocks are found, and must not be believed.
  deflateRawSync(seededText(400_000, 3), { memLevel: 4 }),
  seededBytes(40_000),
  seededText(300_000, 2),
]);

/** The count from one bit of a stream to another. */
interface Part {
  readonly count: Count;
  readonly checksum: number;
  readonly window: Uint8Array;
  /** The bit of the first block that is not counted; none where the stream has ended. */
  readonly next: number | undefined;
}

const EMPTY = new Uint8Array(0);

/**
 * Counts from a block to the first one that begins at `end` or behind it; nothing if there is damage.
 * The sum can be asked for when the window is known.
 */
function countFrom(encoded: Buffer, from: number, end: number) {
  const kernel = getInflateKernel() as InflateKernel;
  const forms = createFormCounter(kernel, 'wc');
  const inflater = createInflater(kernel, forms);
  const counter = createScalarCounter('wc');
  let checksum = 0;
  let bytes = 0;
  let next: number | undefined;
  let window: Uint8Array | Uint16Array = EMPTY;
  inflater.begin({ bit: from & 7 });
  inflater.push(
    encoded.subarray(from >> 3),
    (chunk) => {
      counter.update(chunk);
      checksum = crc32(chunk, checksum);
      bytes += chunk.length;
    },
    (bits) => {
      const at = (from & ~7) + bits;
      if (at < end) return true;
      next = at;
      window = inflater.window();
      return false;
    },
  );
  const form = forms.form();
  if (inflater.damage !== undefined || !form) return undefined;
  return (before: Uint8Array): Part | undefined => {
    const evaluated = evaluateForm(form, before, WC_WORD_BYTES);
    return (
      evaluated && {
        count: joinCounts(evaluated.count, counter.count()),
        checksum: joinChecksums(evaluated.checksum, checksum, bytes),
        window: window instanceof Uint16Array ? resolveWindow(window, before) : window,
        next,
      }
    );
  };
}

/** Counts a stream in parts of so many bytes; says how many parts were of use. */
function countInParts(encoded: Buffer, partBytes: number): { part: Part; used: number } {
  const parts = [];
  for (let at = partBytes; at < encoded.length; at += partBytes) {
    const end = Math.min(at + partBytes, encoded.length);
    const found = findBlock(getInflateKernel() as InflateKernel, encoded, encoded.length, 8 * at);
    if (found === undefined || found >= 8 * end) continue;
    parts.push({ from: found, end: 8 * end, evaluate: countFrom(encoded, found, 8 * end) });
  }
  const start = countFrom(encoded, 0, 8 * partBytes)?.(EMPTY);
  if (!start) throw new Error('The first part is damaged.');
  let part = start;
  let used = 0;
  while (part.next !== undefined) {
    const { next } = part;
    const neighbour = parts.find(({ from }) => from === next);
    const right = parts.find(({ from }) => from > next);
    const counted = neighbour?.evaluate?.(part.window);
    if (counted) used += 1;
    const other =
      counted ?? countFrom(encoded, next, right?.from ?? 8 * encoded.length)?.(part.window);
    if (!other) throw new Error('A part is damaged.');
    part = {
      ...other,
      count: joinCounts(part.count, other.count),
      checksum: joinChecksums(part.checksum, other.checksum, other.count.bytes),
    };
  }
  return { part, used };
}

describe('a stream that is cut', () => {
  const expected = createScalarCounter('wc');
  expected.update(TEXT);

  it.each([3, 5, 8])('comes to the same in parts of any size, with memLevel %i', (memLevel) => {
    const encoded = deflateRawSync(TEXT, { memLevel });
    for (const partBytes of [3_001, 7_919, 20_011, 65_536, 150_001, encoded.length]) {
      const { part, used } = countInParts(encoded, partBytes);
      expect(part.count).toEqual(expected.count());
      expect(part.checksum).toBe(crc32(TEXT));
      if (partBytes < 100_000) expect(used).toBeGreaterThan(0);
    }
  });
});
