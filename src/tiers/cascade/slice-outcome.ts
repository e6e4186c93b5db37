// The frames about a slice, and the outcome of its object.

import type { Count } from '../../counting/count.ts';
import type { Tally } from '../../counting/tally.ts';
import type { Position } from '../../formats/position.ts';
import type { DividedObject, SliceFault } from '../../protocol/divided-object.ts';
import type { WorkerFrame } from '../../protocol/frame.ts';
import { verifiedTally } from '../../protocol/verify-spans.ts';
import type { OwnedSlice } from './owned-slice.ts';

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

/** The outcome of a frame, or of giving up. */
export interface Outcome {
  readonly settled?: SettledObject;
  /** Slices that are to be counted besides. */
  readonly more?: readonly OwnedSlice[];
}

export type SliceFrame = Extract<WorkerFrame, { slice: number }>;

/** The count of a slice. */
export interface CountedPart {
  /** Null if no unit begins in the slice, undefined as long as that is not known. */
  readonly start: Position | null | undefined;
  readonly next: Position;
  readonly count: Count;
  readonly conditional?: string | undefined;
  readonly ms: number;
  readonly remark?: string | undefined;
  readonly fault?: SliceFault;
}

/** Nearly every object: one slice, and nothing to join. */
export function settledWhole(object: number, part: CountedPart): SettledObject {
  const { count, ms, remark, fault } = part;
  const { bytes, lines, words } = count;
  const settled = { object, tally: { bytes, lines, words }, ms, pieces: 1 };
  // There is no more to tell of most, and a spread costs more than the rest.
  if (remark === undefined && !fault) return settled;
  return { ...settled, ...(remark !== undefined && { remark }), ...(fault && { fault }) };
}

/** An object whose slices are all joined. */
export function settledDivided(index: number, object: DividedObject): SettledObject {
  const { ms, pieces, remark, fault } = object;
  const about = { ...(remark !== undefined && { remark }), ...(fault && { fault }) };
  return { object: index, tally: verifiedTally(object), ms, pieces, ...about };
}
