// Rates over time from samples of a growing quantity.

export interface Growth {
  readonly atMs: number;
  readonly amount: number;
}

export interface Rate {
  readonly atMs: number;
  readonly perSecond: number;
}

/** A rate is an average over this part of the whole time, because results come in lumps. */
const WINDOW_SHARE = 1 / 16;
const MIN_WINDOW_MS = 1_000;

export function ratesOf(samples: readonly Growth[]): Rate[] {
  const lastMs = samples.at(-1)?.atMs ?? 0;
  const windowMs = Math.max(MIN_WINDOW_MS, lastMs * WINDOW_SHARE);
  let from = 0;
  return samples.map((sample) => {
    while (
      from + 1 < samples.length &&
      (samples[from + 1] as Growth).atMs <= sample.atMs - windowMs
    ) {
      from += 1;
    }
    const before = samples[from] as Growth;
    const ms = sample.atMs - before.atMs;
    const perSecond = ms > 0 ? ((sample.amount - before.amount) / ms) * 1000 : 0;
    return { atMs: sample.atMs, perSecond };
  });
}
