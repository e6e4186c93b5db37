// The course of a run: samples of its totals, so few that they can be kept and sent however long it takes.

import { computeCost } from './cost.ts';
import type { Totals } from './totals.ts';

/** Quantities since the run began, except `workers`, which is the number at this moment. */
export interface Sample {
  readonly atMs: number;
  /** Stored bytes read. */
  readonly readBytes: number;
  /** Decoded bytes. */
  readonly bytes: number;
  readonly workers: number;
  /** Absent where no price is known. */
  readonly dollars?: number;
}

export interface TimeSeries {
  /** Takes a sample, unless the last one is too recent or the totals are behind it. */
  add(totals: Totals, atMs: number): void;
  /** The oldest first; the last one is the newest that was seen. */
  samples(): readonly Sample[];
}

/** When a series is full, every second sample is dropped. */
const MAX_SAMPLES = 256;
const FIRST_STEP_MS = 100;

const BEGINNING: Sample = { atMs: 0, readBytes: 0, bytes: 0, workers: 0 };

/** @param earlier the samples of another series of the same run, to be continued. */
export function createTimeSeries(earlier: readonly Sample[] = []): TimeSeries {
  let kept: Sample[] = earlier.length > 0 ? [...earlier] : [BEGINNING];
  let newest: { readonly totals: Totals; readonly atMs: number } | undefined;

  return {
    add(totals, atMs) {
      const last = kept.at(-1) as Sample;
      // A page that joins late is told the past again, and has the samples of it already.
      const isPast = totals.status === undefined && totals.live.readBytes < last.readBytes;
      if (!totals.started || isPast || atMs < (newest?.atMs ?? last.atMs)) return;
      newest = { totals, atMs };
      if (atMs - last.atMs < stepAt(atMs)) return;
      kept.push(sampleOf(totals, atMs, last));
      if (kept.length >= MAX_SAMPLES) kept = kept.filter((_, index) => index % 2 === 0);
    },
    samples() {
      const last = kept.at(-1) as Sample;
      if (!newest || Math.round(newest.atMs) <= last.atMs) return kept;
      return [...kept, sampleOf(newest.totals, newest.atMs, last)];
    },
  };
}

/** The least time between samples, with which no series is full before this moment. */
function stepAt(atMs: number): number {
  let stepMs = FIRST_STEP_MS;
  while (stepMs * (MAX_SAMPLES / 2) < atMs) stepMs *= 2;
  return stepMs;
}

/** An interrupted run ends with less than it seemed to have, because some counts were not final. */
function sampleOf(totals: Totals, atMs: number, last: Sample): Sample {
  const { live, reading } = totals;
  const { total } = computeCost(totals).all;
  return {
    atMs: Math.round(atMs),
    readBytes: Math.max(last.readBytes, live.readBytes),
    bytes: Math.max(last.bytes, live.bytes),
    workers: reading.workers,
    ...(total === undefined ? {} : { dollars: total }),
  };
}
