// Tells how far a run is with what is not finished, over all its batches and at a bounded rate.

import {
  READING_OBJECTS,
  type Reading,
  type ReadingObject,
  type RunEvent,
} from '../events/run-event.ts';
import type { HeartbeatFrame } from '../protocol/frame.ts';
import type { ListedObject } from '../protocol/ports.ts';
import {
  addReading,
  mostLeft,
  NO_READING,
  type ReadingFigures,
  readingOf,
  subtractReading,
} from '../protocol/reading-figures.ts';
import type { Clock } from '../scatter/clock.ts';
import type { BatchLedger } from './ledger.ts';

/** Workers that run, and the time that they have run so far, together. */
export interface RunningWorkers {
  readonly workers: number;
  readonly computeMs: number;
}

/** The reports of an attempt at a batch. */
export interface BatchReading {
  heard(heartbeat: HeartbeatFrame): void;
  /** A settled object is no longer shown as being read; to be told as soon as it is settled. */
  settled(event: RunEvent): void;
  /** Workers have begun or ended. */
  changed(): void;
  end(): void;
}

export interface ReadingReport {
  begin(
    ledger: BatchLedger,
    asked: readonly ListedObject[],
    running: () => RunningWorkers,
  ): BatchReading;
  /** Lambda has refused the cascade of this batch, which waits; or it does so no more. */
  setThrottled(ledger: BatchLedger, isThrottled: boolean): void;
  /** The bytes that were read of a batch's unfinished objects. */
  readBytes(ledger: BatchLedger): number;
  /** Tells nothing any more. */
  close(): void;
}

export interface ReadingPorts {
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  readonly clock: Clock;
  /** Where workers wait for a thread before they run; left out, all that are launched run. */
  readonly runningWorkers?: (() => RunningWorkers) | undefined;
}

const MIN_INTERVAL_MS = 100;

interface Attempt {
  readonly ledger: BatchLedger;
  readonly asked: readonly ListedObject[];
  readonly running: () => RunningWorkers;
  figures: ReadingFigures;
  reading: HeartbeatFrame['reading'];
  isWaiting: boolean;
}

export function createReadingReport({ emit, clock, runningWorkers }: ReadingPorts): ReadingReport {
  const attempts = new Set<Attempt>();
  const throttled = new Set<BatchLedger>();
  const over = new AbortController();
  let toldAt = Number.NEGATIVE_INFINITY;
  let isPending = false;

  function tellSoon(): void {
    if (isPending || over.signal.aborted) return;
    const waitMs = toldAt + MIN_INTERVAL_MS - clock.now();
    if (waitMs <= 0) {
      tell();
      return;
    }
    isPending = true;
    void clock.sleep(waitMs, over.signal).then(() => {
      isPending = false;
      if (!over.signal.aborted) tell();
    });
  }

  function tell(): void {
    toldAt = clock.now();
    void emit(readingNow());
  }

  function readingNow(): Reading {
    let sum = NO_READING;
    let running: RunningWorkers = { workers: 0, computeMs: 0 };
    const objects: ReadingObject[] = [];
    let isWaiting = throttled.size > 0;
    for (const attempt of attempts) {
      sum = addReading(sum, boundedFigures(attempt));
      running = addRunning(running, attempt.running());
      objects.push(...openObjects(attempt));
      isWaiting ||= attempt.isWaiting;
    }
    const { readingBytes: bytes, decodedBytes, lines, words } = sum;
    const { workers, computeMs } = runningWorkers?.() ?? running;
    const leftBytes = ({ sizeBytes, readBytes }: ReadingObject) => sizeBytes - readBytes;
    return {
      type: 'reading',
      ...{ bytes, decodedBytes, lines, words, workers },
      computeMs: Math.round(computeMs),
      objects: mostLeft(objects, leftBytes, READING_OBJECTS),
      ...(isWaiting && { waiting: 'throttled' as const }),
    };
  }

  return {
    begin(ledger, asked, running) {
      const attempt: Attempt = {
        ...{ ledger, asked, running, figures: NO_READING, reading: [] },
        isWaiting: false,
      };
      attempts.add(attempt);
      return {
        heard({ readingBytes, decodedBytes = 0, lines = 0, words = 0, reading, waiting }) {
          attempt.figures = { readingBytes, decodedBytes, lines, words };
          attempt.reading = reading;
          attempt.isWaiting = waiting !== undefined;
          tellSoon();
        },
        settled(event) {
          if (event.type !== 'object' && event.type !== 'sum') return;
          if (attempt.figures === NO_READING) return;
          attempt.figures = subtractReading(attempt.figures, readingOf(event.sizeBytes, event));
          tellSoon();
        },
        changed: tellSoon,
        end() {
          attempts.delete(attempt);
          tellSoon();
        },
      };
    },
    setThrottled(ledger, isThrottled) {
      if (throttled.has(ledger) === isThrottled) return;
      if (isThrottled) throttled.add(ledger);
      else throttled.delete(ledger);
      tellSoon();
    },
    readBytes(ledger) {
      let bytes = 0;
      for (const attempt of attempts) {
        if (attempt.ledger === ledger) bytes += boundedFigures(attempt).readingBytes;
      }
      return bytes;
    },
    close: () => over.abort(),
  };
}

/** No more can have been read than is open, whatever a function says. */
function boundedFigures({ figures, ledger }: Attempt): ReadingFigures {
  return { ...figures, readingBytes: Math.min(figures.readingBytes, ledger.openBytes()) };
}

function openObjects({ reading = [], asked, ledger }: Attempt): ReadingObject[] {
  return reading.flatMap(([index, readBytes]) => {
    const object = asked[index];
    if (!object || !ledger.isOpen(object)) return [];
    const { key, sizeBytes } = object;
    return [{ key, sizeBytes, readBytes: Math.min(readBytes, sizeBytes) }];
  });
}

function addRunning(a: RunningWorkers, b: RunningWorkers): RunningWorkers {
  return { workers: a.workers + b.workers, computeMs: a.computeMs + b.computeMs };
}
