// How many objects there are of about each size: one bin for each number of binary digits.

import type { SizeBins } from './run-event.ts';

export function sizesOf(objects: Iterable<{ readonly sizeBytes: number }>): SizeBins {
  const bins: number[] = [];
  for (const { sizeBytes } of objects) {
    const digits = sizeBytes > 0 ? Math.floor(Math.log2(sizeBytes)) + 1 : 0;
    while (bins.length <= digits) bins.push(0);
    bins[digits] = (bins[digits] as number) + 1;
  }
  return bins;
}

export function addSizes(bins: SizeBins, more: SizeBins = []): SizeBins {
  if (more.length === 0) return bins;
  const length = Math.max(bins.length, more.length);
  return Array.from({ length }, (_, digits) => (bins[digits] ?? 0) + (more[digits] ?? 0));
}

/** The sizes of a bin, in bytes: from the first, below the second. */
export function rangeOfBin(digits: number): readonly [number, number] {
  return digits === 0 ? [0, 1] : [2 ** (digits - 1), 2 ** digits];
}
