// When all workers would end if what waits is shared out so that they end together.

/** The work that some workers are at. */
export interface RunningWork {
  /** It may be 0, of work that waits for workers. */
  readonly workers: number;
  /** The counting cost of what they have not counted. */
  readonly leftCost: number;
}

/**
 * The counting cost that each worker still has to do if work of `cost` is shared out among `free` workers and, as they
 * become free, those that run: as water that is poured into vessels of different height. Those that have more to do
 * already take nothing of it.
 */
export function waterLevel(cost: number, free: number, running: readonly RunningWork[]): number {
  const steps = running
    .filter(({ workers }) => workers > 0)
    .map(({ workers, leftCost }) => ({ workers, level: leftCost / workers }))
    .sort((a, b) => a.level - b.level);
  let width = free;
  let level = 0;
  let left = cost;
  for (const step of steps) {
    const room = (step.level - level) * width;
    if (room >= left) break;
    left -= room;
    level = step.level;
    width += step.workers;
  }
  return width === 0 ? Number.POSITIVE_INFINITY : level + left / width;
}
