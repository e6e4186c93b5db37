// How far a run is, how fast, and how long it will take: measured whenever it is drawn, from its totals.

import { readInThisPart } from './parts-of-run.ts';
import { settledObjects, type Totals } from './totals.ts';

export interface Progress {
  /** 0 to 1, by stored bytes; undefined while the listing goes on. */
  readonly share: number | undefined;
  /** Stored bytes read. */
  readonly readBytes: number;
  /** The rate of the last seconds, smoothed, or of the whole run once it has ended. */
  readonly rateBytesPerS: number;
  /** Rates in the course of the run, oldest first; at most `MAX_RATES`. */
  readonly rates: readonly number[];
  /** Smoothed; undefined as long as too little is known. */
  readonly remainingMs: number | undefined;
  readonly doneKeys: number;
  readonly listedKeys: number;
}

export interface ProgressMeter {
  /** To be called as often as progress is shown, with ascending times. Totals of another run start anew. */
  measure(totals: Totals, elapsedMs: number): Progress;
}

export const MAX_RATES = 32;

/** Reports come twice a second, so shorter intervals would show only their rhythm. */
const RATE_EVERY_MS = 500;

/** The rate that is shown follows changes this fast, the time left more slowly the longer a run is. */
const RATE_SMOOTHING_MS = 3_000;
const MIN_PACE_SMOOTHING_MS = 5_000;
const PACE_SMOOTHING_SHARE = 1 / 4;
const END_SMOOTHING_MS = 2_000;

/** Before this, the pace says too little about the time left. */
const MIN_MEASURED_MS = 1_000;
const MIN_SHARE = 0.01;
const LONG_MEASURED_MS = 10_000;

/** If nothing was read for this long, nobody knows when it will go on. */
const STALLED_MS = 10_000;

/**
 * A longer pause in drawing, in which little was read, is one of this process: it was stopped or the machine
 * slept. Pauses of the usual length are not: some draw every few seconds only.
 */
const MIN_SLEEP_MS = 3_000;
const SLEEP_FACTOR = 4;

export function createProgressMeter(): ProgressMeter {
  let state = createState();

  function advance(readBytes: number, elapsedMs: number): void {
    if (readBytes < state.readBytes) state = createState();
    const gapMs = Math.max(0, elapsedMs - state.elapsedMs);
    const bytes = readBytes - state.readBytes;
    state.readBytes = readBytes;
    state.elapsedMs = elapsedMs;
    if (isSleep(state, gapMs, bytes)) return;
    if (gapMs > 0) state.usualGapMs = gapMs;
    state.activeMs += gapMs;
    if (bytes > 0) state.readAtMs = state.activeMs;
    state.rate.add(bytes, gapMs, RATE_SMOOTHING_MS);
    const paceMs = Math.max(MIN_PACE_SMOOTHING_MS, state.activeMs * PACE_SMOOTHING_SHARE);
    state.pace.add(bytes, gapMs, paceMs);
    if (state.activeMs - state.ratedAtMs < RATE_EVERY_MS) return;
    state.ratedAtMs = state.activeMs;
    state.rates = [...state.rates, 1_000 * state.rate.perMs()].slice(-MAX_RATES);
  }

  function remainingMs(leftBytes: number, share: number): number | undefined {
    const { activeMs, pace } = state;
    const isKnown =
      (activeMs >= MIN_MEASURED_MS && share >= MIN_SHARE) || activeMs >= LONG_MEASURED_MS;
    const isStalled = activeMs - state.readAtMs > STALLED_MS;
    if (!isKnown || isStalled || pace.perMs() === 0) {
      state.endMs = undefined;
      return undefined;
    }
    const endMs = activeMs + leftBytes / pace.perMs();
    const weight = -Math.expm1((state.endedAtMs - activeMs) / END_SMOOTHING_MS);
    state.endMs = state.endMs === undefined ? endMs : state.endMs + weight * (endMs - state.endMs);
    state.endedAtMs = activeMs;
    return Math.max(0, state.endMs - activeMs);
  }

  return {
    measure(totals, elapsedMs) {
      const { live, listed, status } = totals;
      const { readBytes } = live;
      const newBytes = readInThisPart(totals);
      advance(newBytes, elapsedMs);
      const passedBytes = totals.settledBytes - totals.countedBytes - totals.notReached.sizeBytes;
      const doneBytes = Math.min(listed.sizeBytes, readBytes + passedBytes);
      const doneKeys = settledObjects(totals) - totals.notReached.objects;
      const share = listed.complete
        ? shareOf(listed.sizeBytes > 0 ? [doneBytes, listed.sizeBytes] : [doneKeys, listed.objects])
        : undefined;
      const hasEnded = status !== undefined;
      return {
        share,
        readBytes,
        rateBytesPerS: 1_000 * (hasEnded ? meanOf(newBytes, elapsedMs) : state.rate.perMs()),
        rates: state.rates,
        remainingMs:
          share === undefined || hasEnded
            ? undefined
            : remainingMs(listed.sizeBytes - doneBytes, share),
        doneKeys,
        listedKeys: listed.objects,
      };
    },
  };
}

function createState() {
  return {
    elapsedMs: 0,
    readBytes: 0,
    /** The time that passed while this process was awake. */
    activeMs: 0,
    usualGapMs: undefined as number | undefined,
    /** When something was read last, in active time, as all that follow. */
    readAtMs: 0,
    rate: createDecayingMean(),
    pace: createDecayingMean(),
    rates: [] as readonly number[],
    ratedAtMs: 0,
    endMs: undefined as number | undefined,
    endedAtMs: 0,
  };
}

function isSleep(
  { usualGapMs, rate }: ReturnType<typeof createState>,
  gapMs: number,
  bytes: number,
): boolean {
  if (usualGapMs === undefined || gapMs < Math.max(MIN_SLEEP_MS, SLEEP_FACTOR * usualGapMs)) {
    return false;
  }
  // A tab in the background draws nothing either, but its run goes on.
  return bytes <= (rate.perMs() * gapMs) / 2;
}

/** A mean over time in which what is past counts ever less; exact from its first value on. */
function createDecayingMean() {
  let sum = 0;
  let weightMs = 0;
  return {
    add(value: number, ms: number, smoothingMs: number): void {
      const decay = Math.exp(-ms / smoothingMs);
      sum = sum * decay + value;
      weightMs = weightMs * decay + ms;
    },
    perMs: () => meanOf(sum, weightMs),
  };
}

function meanOf(sum: number, weight: number): number {
  return weight > 0 ? sum / weight : 0;
}

/** 1 if there is nothing to do. */
function shareOf([part, whole]: readonly [number, number]): number {
  return whole > 0 ? part / whole : 1;
}
