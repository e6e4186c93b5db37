// The course of a run: samples of its totals, so few that they can be kept and sent however long it takes.

import { computeCost } from './cost.ts';
import { readInThisPart } from './parts-of-run.ts';
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

/** When a series is full, every second sample is dropped, and from then on they are as far apart as the others. */
const MAX_SAMPLES = 256;
const FIRST_STEP_MS = 100;

const BEGINNING: Sample = { atMs: 0, readBytes: 0, bytes: 0, workers: 0 };

/** @param earlier the samples of another series of the same run, to be continued. */
export function createTimeSeries(earlier: readonly Sample[] = []): TimeSeries {
  let kept: Sample[] = earlier.length > 0 ? [...earlier] : [BEGINNING];
  let stepMs = stepOf(kept);
  let newest: { readonly totals: Totals; readonly atMs: number } | undefined;

  return {
    add(totals, atMs) {
      const last = kept.at(-1) as Sample;
      // A page that joins late is told the past again, and has the samples of it already.
      const isPast = totals.status === undefined && readInThisPart(totals) < last.readBytes;
      if (!totals.started || isPast || atMs < (newest?.atMs ?? last.atMs)) return;
      newest = { totals, atMs };
      if (atMs - last.atMs < stepMs) return;
      kept.push(sampleOf(totals, atMs, last));
      if (kept.length < MAX_SAMPLES) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      // Events may have come more seldom than samples may be taken.
      stepMs = Math.max(stepMs * 2, atMs / kept.length);
    },
    samples() {
      const last = kept.at(-1) as Sample;
      if (!newest || Math.round(newest.atMs) <= last.atMs) return kept;
      return [...kept, sampleOf(newest.totals, newest.atMs, last)];
    },
  };
}

/** The time between samples with which a series was made; its last one may be nearer to the one before. */
function stepOf(samples: readonly Sample[]): number {
  const gapsMs = samples.slice(1, -1).map(({ atMs }, index) => atMs - (samples[index]?.atMs ?? 0));
  let stepMs = FIRST_STEP_MS;
  while (gapsMs.length > 0 && stepMs * 2 <= Math.min(...gapsMs)) stepMs *= 2;
  return stepMs;
}

/** An interrupted run ends with less than it seemed to have, because some counts were not final. */
function sampleOf(totals: Totals, atMs: number, last: Sample): Sample {
  const { live, reading } = totals;
  const { total } = computeCost(totals).all;
  return {
    atMs: Math.round(atMs),
    readBytes: Math.max(last.readBytes, readInThisPart(totals)),
    bytes: Math.max(last.bytes, live.bytes),
    workers: reading.workers,
    ...(total === undefined ? {} : { dollars: total }),
  };
}
