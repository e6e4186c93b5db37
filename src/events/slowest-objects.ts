// The slowest objects of a run.

import { SLOWEST_OBJECTS } from '../protocol/slowest.ts';
import type { SlowObject } from './run-event.ts';

/** The slowest ones first, of all that there were. */
export function addSlowest(
  slowest: readonly SlowObject[],
  more: readonly SlowObject[],
): readonly SlowObject[] {
  const threshold = slowest.length < SLOWEST_OBJECTS ? 0 : (slowest.at(-1)?.ms ?? 0);
  if (!more.some(({ ms }) => ms > threshold)) return slowest;
  return [...slowest, ...more].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_OBJECTS);
}
