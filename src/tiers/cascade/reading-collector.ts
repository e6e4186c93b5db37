// How far the objects of a batch are that have no outcome: what is known of divided ones, and what workers
// have read and counted beyond that.

import type { DividedObject } from '../../protocol/divided-object.ts';
import type { HeartbeatFrame } from '../../protocol/frame.ts';
import {
  addReading,
  mostLeft,
  NO_READING,
  type ReadingFigures,
  readingOf,
} from '../../protocol/reading-figures.ts';
import type { ObjectRef } from '../../protocol/request.ts';
import { verifiedTally } from '../../protocol/verify-spans.ts';
import { readingHeard, type WorkerReading, withoutCovered } from '../../protocol/worker-reading.ts';
import type { OwnedSlice } from './owned-slice.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { SliceFrame } from './slice-outcome.ts';

/** The slices of an attempt that are not settled, by their index in its request; it stands for the attempt. */
type OpenSlices = ReadonlyMap<number, OwnedSlice>;

export interface ReadingCollector {
  heard(heartbeat: HeartbeatFrame, open: OpenSlices): void;
  /** To be told of a frame before the ledger is: what it covers is no longer the worker's alone. */
  covered(frame: SliceFrame, open: OpenSlices): void;
  over(open: OpenSlices): void;
  /** In sum, and for a few objects by index what was read of each. */
  figures(): ReadingFigures & { readonly reading: [number, number][] };
}

/** So many objects are named. A run names no more. */
const MAX_NAMED = 4;

export function createReadingCollector(
  objects: readonly ObjectRef[],
  ledger: Pick<SliceLedger, 'dividedObjects'>,
): ReadingCollector {
  const workers = new Map<OpenSlices, WorkerReading>();

  return {
    heard: (heartbeat, open) => void workers.set(open, readingHeard(heartbeat)),
    covered(frame, open) {
      const known = workers.get(open);
      const slice = open.get(frame.slice);
      if (!known || !slice || frame.type === 'split') return;
      workers.set(open, withoutCovered(known, frame, slice));
    },
    over: (open) => void workers.delete(open),
    figures() {
      let sum = NO_READING;
      /** Bytes read of objects that are known by name. */
      const read = new Map<number, number>();
      for (const [index, object] of ledger.dividedObjects()) {
        const known = knownOf(object);
        read.set(index, known.readingBytes);
        sum = addReading(sum, known);
      }
      for (const [open, { figures, slices }] of workers) {
        sum = addReading(sum, figures);
        for (const [of, bytes] of slices) {
          const index = open.get(of)?.object;
          if (index !== undefined) read.set(index, (read.get(index) ?? 0) + bytes);
        }
      }
      const leftBytes = ([index, bytes]: [number, number]) =>
        (objects[index]?.sizeBytes ?? 0) - bytes;
      return { ...sum, reading: mostLeft([...read], leftBytes, MAX_NAMED) };
    },
  };
}

/** The verified part of a divided object, and the count of each span behind that. */
function knownOf(object: DividedObject): ReadingFigures {
  const { verifiedUpTo, spans } = object;
  let sum = readingOf(verifiedUpTo?.at ?? spans[0]?.start ?? 0, verifiedTally(object));
  for (const { counted } of spans) {
    if (!counted || typeof counted.firstUnit === 'string') continue;
    const { firstUnit, next, count } = counted;
    sum = addReading(sum, readingOf(Math.max(0, next.at - firstUnit.at), count));
  }
  return sum;
}
