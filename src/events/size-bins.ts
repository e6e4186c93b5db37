// How many objects there are of about each size: one bin for each number of binary digits.

import type { SizeBins } from './run-event.ts';

export function sizesOf(objects: Iterable<{ readonly sizeBytes: number }>): SizeBins {
  const bins: number[] = [];
  for (const { sizeBytes } of objects) addTo(bins, sizeBytes);
  return bins;
}

/** The same bins with one object more. */
export function addSize(bins: SizeBins, sizeBytes: number): SizeBins {
  const more = [...bins];
  addTo(more, sizeBytes);
  return more;
}

function addTo(bins: number[], sizeBytes: number): void {
  const digits = digitsOf(sizeBytes);
  while (bins.length <= digits) bins.push(0);
  bins[digits] = (bins[digits] as number) + 1;
}

function digitsOf(sizeBytes: number): number {
  if (sizeBytes < 2 ** 32) return 32 - Math.clz32(sizeBytes);
  return Math.floor(Math.log2(sizeBytes)) + 1;
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
