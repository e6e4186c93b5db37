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

interface OpenObject {
  openSlices: number;
  pieces: Piece[];
  ms: number;
  remark?: string;
  fault?: SliceFault;
}

/** One slice as the cascade owns it, and the last fault that left it uncounted. */
export interface OwnedSlice extends ObjectSlice {
  readonly fault?: SliceFault;
  /** What was counted of it before that fault, worth reporting only if no attempt gets further. */
  readonly partial?: Count;
}

export class SliceLedger {
  readonly #objects = new Map<number, OpenObject>();

  constructor(slices: readonly ObjectSlice[]) {
    for (const { object } of slices) {
      const open = this.#objects.get(object);
      if (open) open.openSlices += 1;
      else this.#objects.set(object, { openSlices: 1, pieces: [], ms: 0 });
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
          frame.remark ? { remark: frame.remark } : {},
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
    const object = this.#objects.get(slice.object);
    object?.pieces.push({ start: slice.start, end: frame.next, count: frame.count });
    if (object) object.ms += frame.ms;
    const { fault: _, partial: __, ...rest } = slice;
    const { next: start, format } = frame;
    open.set(frame.slice, { ...rest, start, ...(format !== undefined && { format }) });
    return undefined;
  }

  #close(
    slice: OwnedSlice,
    count: Count,
    ms: number,
    remarks: { remark?: string; fault?: SliceFault },
  ): SettledObject | undefined {
    const object = this.#objects.get(slice.object);
    if (!object) return undefined;
    // What lies behind a fault was not counted, so nothing is the neighbour of such a piece.
    const end = remarks.fault ? Number.NaN : slice.end;
    object.pieces.push({ start: slice.start, end, count });
    object.ms += ms;
    Object.assign(object, remarks);
    object.openSlices -= 1;
    if (object.openSlices > 0) return undefined;
    this.#objects.delete(slice.object);
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
