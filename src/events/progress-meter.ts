// How far a run is and how fast it goes, measured again and again while it goes on.

import { settledObjects, type Totals } from './totals.ts';

export interface Progress {
  /** 0 to 1, by bytes; undefined while the listing goes on. */
  readonly share: number | undefined;
  /** Stored bytes read. */
  readonly readBytes: number;
  /** Stored bytes read per second of late. */
  readonly rateBytesPerS: number;
  /** The last rates, oldest first. */
  readonly rates: readonly number[];
  /** Undefined until it means something. */
  readonly remainingMs: number | undefined;
  readonly doneKeys: number;
  readonly listedKeys: number;
}

export interface ProgressMeter {
  measure(totals: Totals, elapsedMs: number): Progress;
}

const MAX_RATES = 32;
const RATE_EVERY_MS = 500;
const MIN_MEASURED_MS = 1_000;
/** No display waits so long between two frames: the job was stopped, or the machine slept. */
const ASLEEP_MS = 5_000;

export function createProgressMeter(): ProgressMeter {
  const rates: number[] = [];
  let last = { elapsedMs: 0, readBytes: 0 };
  let asleepMs = 0;

  return {
    measure(totals, elapsedMs) {
      const { readBytes } = totals.live;
      const passedMs = elapsedMs - last.elapsedMs;
      if (passedMs > ASLEEP_MS) {
        asleepMs += passedMs;
        last = { elapsedMs, readBytes };
      } else if (passedMs >= RATE_EVERY_MS) {
        rates.push(((readBytes - last.readBytes) / passedMs) * 1000);
        if (rates.length > MAX_RATES) rates.shift();
        last = { elapsedMs, readBytes };
      }
      const { objects, sizeBytes, complete } = totals.listed;
      const doneKeys = settledObjects(totals);
      const awakeMs = elapsedMs - asleepMs;
      const share = complete ? shareOf(readBytes, sizeBytes, doneKeys, objects) : undefined;
      const isKnown = share !== undefined && share > 0 && awakeMs >= MIN_MEASURED_MS;
      return {
        share,
        readBytes,
        rateBytesPerS: awakeMs > 0 ? (readBytes / awakeMs) * 1000 : 0,
        rates,
        remainingMs: isKnown ? (awakeMs * (1 - share)) / share : undefined,
        doneKeys,
        listedKeys: objects,
      };
    },
  };
}

/** 1 if there is nothing to do. */
function shareOf(readBytes: number, sizeBytes: number, done: number, objects: number): number {
  if (sizeBytes > 0) return readBytes / sizeBytes;
  return objects > 0 ? done / objects : 1;
}
