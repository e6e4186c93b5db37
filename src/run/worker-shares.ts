// How a run's workers are shared out to its cascades.

export interface WorkerShares {
  /**
   * How many workers a cascade may run that can make use of `needed`; the last one may have all that
   * no other has.
   */
  take(needed: number, isLast: boolean): number;
  giveBack(workers: number): void;
}

/** `perCascade` is what each has as long as others may follow. */
export function createWorkerShares(workers: number, perCascade: number): WorkerShares {
  let taken = 0;
  return {
    take(needed, isLast) {
      const most = isLast ? Math.max(perCascade, workers - taken) : perCascade;
      const share = Math.min(needed, most);
      taken += share;
      return share;
    },
    giveBack(share) {
      taken -= share;
    },
  };
}
