// How many cascades there are at a time, and how many workers each of them has.

/** A bound on all workers together, as cascades with an equal number of workers each. */
export function shareOut(workers: number): { cascades: number; workersPerCascade: number } {
  // With fewer cascades small runs could not use all workers; with more each has too few.
  const cascades = Math.max(1, Math.round(Math.sqrt(workers) / 2));
  return { cascades, workersPerCascade: Math.floor(workers / cascades) };
}
