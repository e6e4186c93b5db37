// The figures of a run that are not settled yet: for display, while it goes on.

import type { Tally } from '../counting/tally.ts';
import type { Invocation, Reading } from './run-event.ts';

/** How far the objects are that are not finished. */
export type ReadingTotal = Required<Omit<Reading, 'type' | 'waiting'>> & Pick<Reading, 'waiting'>;

/** The counts of finished and unfinished objects, for display: they grow, and at the end they are the totals. */
export interface LiveFigures extends Tally {
  /** Stored bytes read of what is counted. */
  readonly readBytes: number;
}

export const NOT_READING: ReadingTotal = {
  bytes: 0,
  decodedBytes: 0,
  lines: 0,
  words: 0,
  workers: 0,
  computeMs: 0,
  objects: [],
};

const READ_FIGURES = ['bytes', 'decodedBytes', 'lines', 'words'] as const;

/** A settled object may have been among those being read, and must not be counted twice. */
export function takeOff(
  reading: ReadingTotal,
  settled: Tally & { readonly sizeBytes: number },
): ReadingTotal {
  // Another object's bytes may be gone before its lines and words are, as it is not told what is read of each.
  if (READ_FIGURES.every((figure) => reading[figure] === 0)) return reading;
  return {
    ...reading,
    bytes: Math.max(0, reading.bytes - settled.sizeBytes),
    decodedBytes: Math.max(0, reading.decodedBytes - settled.bytes),
    lines: Math.max(0, reading.lines - settled.lines),
    words: Math.max(0, reading.words - settled.words),
  };
}

/** The time of a worker that has ended is in its bill, and is not to be counted twice. */
export function endWorker(reading: ReadingTotal, { durationMs = 0 }: Invocation): ReadingTotal {
  return {
    ...reading,
    workers: Math.max(0, reading.workers - 1),
    computeMs: Math.max(0, reading.computeMs - durationMs),
  };
}

/** Figures that are shown while the run goes on never decrease, though attempts may be lost. */
export function growLive(
  live: LiveFigures,
  settled: LiveFigures,
  reading: ReadingTotal,
  listedBytes: number,
): LiveFigures {
  const readBytes = Math.min(settled.readBytes + reading.bytes, listedBytes);
  return {
    readBytes: Math.max(live.readBytes, readBytes),
    bytes: Math.max(live.bytes, settled.bytes + reading.decodedBytes),
    lines: Math.max(live.lines, settled.lines + reading.lines),
    words: Math.max(live.words, settled.words + reading.words),
  };
}
