// Refuses filters that no object can meet together, because they must be a mistake.

import type { FilterOptions } from '../../engines/engine-options.ts';
import { toMs } from '../../engines/fix-times.ts';
import { noSuchSize, noSuchTime } from '../../errors/selection-error.ts';

/**
 * `nowMs` is in milliseconds since 1970.
 * @throws {UserError} when no size or no time is between the two that are given.
 */
export function checkFilters(options: FilterOptions, nowMs: number): void {
  const { minSize = 0, maxSize = Number.POSITIVE_INFINITY, newerThan, olderThan } = options;
  if (minSize > maxSize) throw noSuchSize(minSize, maxSize);
  if (!newerThan || !olderThan) return;
  const [fromMs, beforeMs] = [toMs(newerThan, nowMs), toMs(olderThan, nowMs)];
  if (fromMs >= beforeMs) throw noSuchTime(toIso(fromMs), toIso(beforeMs));
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
