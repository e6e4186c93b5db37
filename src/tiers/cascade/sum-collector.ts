// Collects the counts of finished objects into the sum that the next `sum` frame carries.

import type { Tally } from '../../counting/tally.ts';
import type { CascadeFrame } from '../../protocol/frame.ts';
import { SLOWEST_OBJECTS } from '../../protocol/slowest.ts';

type SumFrame = Extract<CascadeFrame, { type: 'sum' }>;

export interface SumCollector {
  add(object: number, tally: Tally, ms: number): void;
  /** The frame of all that was added since the last time, if anything was. */
  take(): SumFrame | undefined;
}

export function createSumCollector(): SumCollector {
  let objects: number[] = [];
  let bytes = 0;
  let lines = 0;
  let words = 0;
  let slowest: SumFrame['slowest'] = [];

  return {
    add(object, tally, ms) {
      objects.push(object);
      bytes += tally.bytes;
      lines += tally.lines;
      words += tally.words;
      if (slowest.length < SLOWEST_OBJECTS || ms > (slowest.at(-1)?.ms ?? 0)) {
        slowest = [...slowest, { object, ms }]
          .sort((a, b) => b.ms - a.ms)
          .slice(0, SLOWEST_OBJECTS);
      }
    },
    take() {
      if (objects.length === 0) return undefined;
      const count = { bytes, lines, words };
      const frame: SumFrame = { type: 'sum', ranges: toRanges(objects), count, slowest };
      objects = [];
      bytes = lines = words = 0;
      slowest = [];
      return frame;
    },
  };
}

/** The index ranges, both ends included, that cover just these indices. */
export function toRanges(indices: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  // An array of numbers is sorted without a comparison in JavaScript, and there are very many indices.
  for (const index of Uint32Array.from(indices).sort()) {
    const last = ranges.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}
