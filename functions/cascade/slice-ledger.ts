// The cascade's ledger: which slices are still to be counted, and what is known of each object.
// It owns the slices, accepts each once, and makes objects of them.

import { type Count, EMPTY_COUNT, joinCounts } from '../../src/counting/count.ts';
import { addTallies, EMPTY_TALLY, type Tally } from '../../src/counting/tally.ts';
import type { ObjectSlice } from '../../src/planning/cut-slices.ts';
import type { WorkerFrame } from '../../src/protocol/frame.ts';

/** An object of which no slice is left to count. */
export interface SettledObject {
  readonly object: number;
  readonly tally: Tally;
  readonly ms: number;
  readonly pieces: number;
  readonly remark?: string;
  /** Why it was not counted whole. */
  readonly fault?: SliceFault;
}

export interface SliceFault {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly count: Count;
}

/** What is known of an object of which there is more than one piece. */
interface DividedObject {
  readonly pieces: Piece[];
  ms: number;
  remark?: string;
  fault?: SliceFault;
}

interface Remarks {
  readonly remark?: string;
  readonly fault?: SliceFault;
}

const NO_REMARKS: Remarks = {};

/** One slice as the cascade owns it, and the last fault that left it uncounted. */
export interface OwnedSlice extends ObjectSlice {
  readonly fault?: SliceFault;
  /** What was counted of it before that fault, worth reporting only if no attempt gets further. */
  readonly partial?: Count;
}

export class SliceLedger {
  /** How many slices of each object are still to be counted. */
  readonly #openSlices = new Map<number, number>();
  readonly #divided = new Map<number, DividedObject>();

  constructor(slices: readonly ObjectSlice[]) {
    for (const { object } of slices) {
      this.#openSlices.set(object, (this.#openSlices.get(object) ?? 0) + 1);
    }
  }

  /**
   * Takes a frame about one of the slices of an attempt. `open` are the slices of the attempt that
   * are not settled yet, by their index in its request; the ledger removes or replaces the one that
   * the frame covers. A frame about any other slice says nothing new and is dropped.
   */
  accept(
    frame: Extract<WorkerFrame, { slice: number }>,
    open: Map<number, OwnedSlice>,
  ): SettledObject | undefined {
    const slice = open.get(frame.slice);
    if (!slice) return undefined;
    switch (frame.type) {
      case 'count':
        open.delete(frame.slice);
        return this.#close(
          slice,
          frame.count,
          frame.ms,
          frame.remark ? { remark: frame.remark } : NO_REMARKS,
        );
      case 'stopped':
        return this.#stop(slice, frame, open);
      case 'failed': {
        const { code, message, retryable } = frame;
        const fault = { code, message, retryable };
        if (retryable) {
          open.set(frame.slice, { ...slice, fault, ...(frame.count && { partial: frame.count }) });
          return undefined;
        }
        open.delete(frame.slice);
        return this.#close(slice, frame.count ?? EMPTY_COUNT, frame.ms, { fault });
      }
    }
  }

  /** Settles a slice that will not be counted any more; its own last fault goes before `fault`. */
  giveUp(slice: OwnedSlice, fault: SliceFault): SettledObject | undefined {
    return this.#close(slice, slice.partial ?? EMPTY_COUNT, 0, { fault: slice.fault ?? fault });
  }

  #stop(
    slice: OwnedSlice,
    frame: Extract<WorkerFrame, { type: 'stopped' }>,
    open: Map<number, OwnedSlice>,
  ): SettledObject | undefined {
    if (frame.next === null) {
      open.delete(frame.slice);
      const fault = {
        code: 'out-of-time',
        message: 'one worker has too little time for it, and it cannot be divided',
        retryable: false,
      };
      return this.#close(slice, frame.count, frame.ms, { fault });
    }
    if (this.#openSlices.has(slice.object)) {
      const object = this.#divide(slice.object);
      object.pieces.push({ start: slice.start, end: frame.next, count: frame.count });
      object.ms += frame.ms;
    }
    const { fault: _, partial: __, ...rest } = slice;
    const { next: start, format } = frame;
    open.set(frame.slice, { ...rest, start, ...(format !== undefined && { format }) });
    return undefined;
  }

  #close(slice: OwnedSlice, count: Count, ms: number, remarks: Remarks): SettledObject | undefined {
    const openSlices = this.#openSlices.get(slice.object);
    if (openSlices === undefined) return undefined;
    if (openSlices === 1) this.#openSlices.delete(slice.object);
    else this.#openSlices.set(slice.object, openSlices - 1);
    if (openSlices === 1 && !this.#divided.has(slice.object)) {
      // Nearly every object: one piece, and nothing to join.
      const { bytes, lines, words } = count;
      return { object: slice.object, tally: { bytes, lines, words }, ms, pieces: 1, ...remarks };
    }
    const object = this.#divide(slice.object);
    // What lies behind a fault was not counted, so nothing is the neighbour of such a piece.
    const end = remarks.fault ? Number.NaN : slice.end;
    object.pieces.push({ start: slice.start, end, count });
    object.ms += ms;
    Object.assign(object, remarks);
    if (openSlices > 1) return undefined;
    this.#divided.delete(slice.object);
    const { pieces, remark, fault } = object;
    return {
      object: slice.object,
      tally: joinPieces(pieces),
      ms: object.ms,
      pieces: pieces.length,
      ...(remark !== undefined && { remark }),
      ...(fault && { fault }),
    };
  }

  #divide(index: number): DividedObject {
    const known = this.#divided.get(index);
    if (known) return known;
    const object = { pieces: [], ms: 0 };
    this.#divided.set(index, object);
    return object;
  }
}

/** Joins neighbours; where something between two pieces was not counted they are only added. */
function joinPieces(pieces: Piece[]): Tally {
  pieces.sort((a, b) => a.start - b.start);
  let tally = EMPTY_TALLY;
  let run = EMPTY_COUNT;
  let end = 0;
  for (const piece of pieces) {
    if (piece.start !== end) {
      tally = addTallies(tally, run);
      run = EMPTY_COUNT;
    }
    run = joinCounts(run, piece.count);
    end = piece.end;
  }
  return addTallies(tally, run);
}
