// How far a worker, or one of its threads, is with what none of its frames has covered.

import type { HeartbeatFrame, WorkerFrame } from './frame.ts';
import { NO_READING, type ReadingFigures, readingOf, subtractReading } from './reading-figures.ts';
import type { Slice } from './request.ts';

export interface WorkerReading {
  readonly figures: ReadingFigures;
  /** A few slices by index, and what was read of each. */
  readonly slices: readonly (readonly [number, number])[];
}

/** A frame that covers a part of a slice. */
type CoveringFrame = Extract<WorkerFrame, { type: 'count' | 'checkpoint' | 'failed' }>;

export function readingHeard(heartbeat: HeartbeatFrame): WorkerReading {
  const { readingBytes, decodedBytes = 0, lines = 0, words = 0, reading = [] } = heartbeat;
  return { figures: { readingBytes, decodedBytes, lines, words }, slices: reading };
}

/** The rest of it when a frame has covered some, with what may not have been in it. */
export function withoutCovered(
  { figures, slices }: WorkerReading,
  frame: CoveringFrame,
  slice: Pick<Slice, 'start' | 'end'>,
): WorkerReading {
  return {
    figures: subtractReading(figures, readingOfFrame(frame, slice)),
    slices: slices.filter(([of]) => of !== frame.slice),
  };
}

/** At least as much as the figures may contain of it. */
function readingOfFrame(frame: CoveringFrame, slice: Pick<Slice, 'start' | 'end'>): ReadingFigures {
  const { start, count } = frame;
  const from = start?.at ?? slice.start;
  const to = frame.type === 'failed' ? Math.max(from, slice.end) : frame.next.at;
  if (!count) return { ...NO_READING, readingBytes: to - from };
  const { bytes, lines, words } = count;
  return readingOf(Math.max(0, to - from), { bytes, lines, words });
}
