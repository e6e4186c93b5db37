// How far a run is, and how fast: measured again and again from its totals.

import { settledObjects, type Totals } from './totals.ts';

export interface Progress {
  /** 0 to 1, by stored bytes; undefined while the listing goes on. */
  readonly share: number | undefined;
  readonly readBytes: number;
  /** Stored bytes read per second, of late. */
  readonly rateBytesPerS: number;
  /** The last rates, the oldest first. */
  readonly rates: readonly number[];
  readonly remainingMs: number | undefined;
  readonly doneKeys: number;
  readonly listedKeys: number;
}

export interface ProgressMeter {
  measure(totals: Totals, elapsedMs: number): Progress;
}

const MAX_RATES = 32;
const RATE_EVERY_MS = 250;

/** Before this, the speed says too little about the remaining time. */
const MIN_MEASURED_MS = 1_000;

export function createProgressMeter(): ProgressMeter {
  const rates: number[] = [];
  let last = { elapsedMs: 0, readBytes: 0 };
  let rate = 0;
  return {
    measure(totals, elapsedMs) {
      const { readBytes } = totals.live;
      const { objects, sizeBytes, complete } = totals.listed;
      const doneKeys = settledObjects(totals) - totals.notReached.objects;
      const ms = elapsedMs - last.elapsedMs;
      if (ms >= RATE_EVERY_MS) {
        const now = ((readBytes - last.readBytes) / ms) * 1000;
        rate = rates.length === 0 ? now : rate * 0.7 + now * 0.3;
        rates.push(rate);
        if (rates.length > MAX_RATES) rates.shift();
        last = { elapsedMs, readBytes };
      }
      if (totals.status !== undefined) rate = elapsedMs > 0 ? (readBytes / elapsedMs) * 1000 : 0;
      const whole = sizeBytes > 0 ? readBytes / sizeBytes : doneKeys / Math.max(1, objects);
      const share = complete ? Math.min(1, whole) : undefined;
      const isKnown = share !== undefined && rate > 0 && elapsedMs >= MIN_MEASURED_MS;
      return {
        share,
        readBytes,
        rateBytesPerS: rate,
        rates: [...rates],
        remainingMs: isKnown ? ((sizeBytes - readBytes) / rate) * 1000 : undefined,
        doneKeys,
        listedKeys: objects,
      };
    },
  };
}
