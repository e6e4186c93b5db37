// The cascade's ledger: which slices are still to be counted, and what is known of each object.
// It owns the slices, accepts what is said of each once, and makes objects of them.

import { type Count, EMPTY_COUNT, joinCounts } from '../../counting/count.ts';
import type { Tally } from '../../counting/tally.ts';
import type { Position } from '../../formats/position.ts';
import {
  type CountedSpan,
  copyForNext,
  createDividedObject,
  createSpan,
  type DividedObject,
  nothingCounted,
  type SliceFault,
  type Span,
} from '../../protocol/divided-object.ts';
import type { WorkerFrame } from '../../protocol/frame.ts';
import type { AskedObject } from '../../protocol/request.ts';
import { verifiedTally, verifySpans } from '../../protocol/verify-spans.ts';
import {
  continues,
  coversRest,
  isAscending,
  type OwnedSlice,
  sliceOfSpan,
  wholeSlice,
} from './owned-slice.ts';

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

/** What becomes of a frame or a giving up. */
export interface Outcome {
  readonly settled?: SettledObject;
  /** Slices that are to be counted besides. */
  readonly more?: readonly OwnedSlice[];
}

export type SliceFrame = Extract<WorkerFrame, { slice: number }>;

/** What was counted of a slice. */
interface CountedPart {
  /** Null if no unit begins in the slice, undefined as long as that is not known. */
  readonly start: Position | null | undefined;
  readonly next: Position;
  readonly count: Count;
  readonly ms: number;
  readonly remark?: string | undefined;
  readonly fault?: SliceFault;
}

const NOTHING: Outcome = {};

export class SliceLedger {
  readonly #objects: readonly AskedObject[];
  /** Objects of which something is still to be counted. */
  readonly #open: Set<number>;
  readonly #divided = new Map<number, DividedObject>();
  /** Those of them of which more is known than was said. */
  readonly #changed = new Set<number>();
  /** Which attempt was the last to count something of a span. */
  readonly #countedBy = new WeakMap<Span, object>();

  constructor(objects: readonly AskedObject[]) {
    this.#objects = objects;
    this.#open = new Set(objects.keys());
    for (const [index, { divided }] of objects.entries()) {
      // A copy, for whoever asked may keep what they know of it.
      if (divided) this.#divided.set(index, structuredClone(divided));
    }
  }

  /** The slices that are to be counted at the outset: whole objects, and what earlier cascades left. */
  openSlices(): OwnedSlice[] {
    return this.#objects.flatMap((ref, index) => {
      const object = this.#divided.get(index);
      if (!object) return [wholeSlice(ref, index)];
      const open = object.spans.filter(({ counted }) => !counted?.isClosed);
      return open.map((span) => sliceOfSpan(ref, index, span, object.format));
    });
  }

  /** What is known of divided objects, of which more is known than when this was last asked for. */
  takeStates(): { readonly object: number; readonly state: DividedObject }[] {
    const states = [...this.#changed].flatMap((index) => {
      const object = this.#divided.get(index);
      return object ? [{ object: index, state: copyForNext(object) }] : [];
    });
    this.#changed.clear();
    return states;
  }

  /** The divided objects, and what is known of each now. */
  dividedObjects(): Iterable<readonly [number, DividedObject]> {
    return this.#divided;
  }

  /**
   * Takes a frame about one of the slices of an attempt. `open` are the slices of the attempt that
   * are not settled yet, by their index in its request; the ledger removes or replaces the one that
   * the frame covers. A frame about any other slice says nothing new and is dropped.
   */
  accept(frame: SliceFrame, open: Map<number, OwnedSlice>): Outcome {
    const slice = open.get(frame.slice);
    if (!slice) return NOTHING;
    switch (frame.type) {
      case 'count':
        if (!continues(slice, frame) || !coversRest(slice, frame)) return NOTHING;
        open.delete(frame.slice);
        return this.#close(slice, frame, open);
      case 'checkpoint':
        if (!continues(slice, frame) || frame.next.at <= frame.start.at) return NOTHING;
        open.set(frame.slice, this.#reach(slice, frame, open));
        return NOTHING;
      case 'split':
        return this.#split(slice, frame, open);
      case 'failed': {
        const { code, message, retryable, start, ms } = frame;
        const fault = { code, message, retryable };
        const count = start && continues(slice, { start }) ? frame.count : undefined;
        if (retryable) {
          open.set(frame.slice, { ...slice, fault, ...(count && { partial: count }) });
          return NOTHING;
        }
        // A frame before this one is lost, so the slice stays open and is counted again.
        if (start && !continues(slice, { start })) return NOTHING;
        open.delete(frame.slice);
        const part = { start, next: { at: slice.end }, count: count ?? EMPTY_COUNT, ms, fault };
        return this.#close(slice, part, open);
      }
    }
  }

  /** Settles a slice that will not be counted any more; its own last fault goes before `fault`. */
  giveUp(slice: OwnedSlice, fault: SliceFault): Outcome {
    // Where nobody knows where it begins, what was counted of it stands for nothing.
    const count = slice.seek === undefined ? slice.partial : undefined;
    const part = { start: undefined, next: { at: slice.end }, count: count ?? EMPTY_COUNT, ms: 0 };
    return this.#close(slice, { ...part, fault: slice.fault ?? fault }, slice);
  }

  #reach(
    slice: OwnedSlice,
    frame: Extract<SliceFrame, { type: 'checkpoint' }>,
    attempt: object,
  ): OwnedSlice {
    const { next, format } = frame;
    const { fault: _, partial: __, seek: ___, decoderState: ____, ...rest } = slice;
    const span = this.#spanOf(slice, format);
    this.#add(slice, span, frame, attempt);
    const { at: start, decoderState } = next;
    return { ...rest, start, format, span, ...(decoderState !== undefined && { decoderState }) };
  }

  /** Ends the slice where the first of the others begins. */
  #split(
    slice: OwnedSlice,
    frame: Extract<SliceFrame, { type: 'split' }>,
    open: Map<number, OwnedSlice>,
  ): Outcome {
    const { starts, format, seek } = frame;
    const [end] = starts;
    if (end === undefined || !isAscending([slice.start, ...starts, slice.end])) return NOTHING;
    const span = this.#spanOf(slice, format);
    span.end = end;
    open.set(frame.slice, { ...slice, end, span });
    const parts = starts.map((start, index) =>
      createSpan(start, starts[index + 1] ?? slice.end, seek),
    );
    const object = this.#divide(slice.object, span, format);
    object.spans.splice(object.spans.indexOf(span) + 1, 0, ...parts);
    this.#changed.add(slice.object);
    return { more: parts.map((part) => sliceOfSpan(slice, slice.object, part, format)) };
  }

  #close(slice: OwnedSlice, part: CountedPart, attempt: object): Outcome {
    const { object: index } = slice;
    if (!this.#open.has(index)) return NOTHING;
    if (!slice.span) {
      // Nearly every object: one slice, and nothing to join.
      this.#open.delete(index);
      const { count, ms, remark, fault } = part;
      const { bytes, lines, words } = count;
      const tally = { bytes, lines, words };
      const about = { ...(remark !== undefined && { remark }), ...(fault && { fault }) };
      return { settled: { object: index, tally, ms, pieces: 1, ...about } };
    }
    const { span } = slice;
    this.#add(slice, span, part, attempt);
    const counted = countedOf(span);
    counted.isClosed = true;
    counted.fault = part.fault;
    return this.#verify(slice);
  }

  /** Goes on with what has become certain by the closing of a slice. */
  #verify(slice: OwnedSlice): Outcome {
    const { object: index } = slice;
    const object = this.#divided.get(index);
    if (!object) return NOTHING;
    const again = verifySpans(object);
    if (again) return { more: [sliceOfSpan(slice, index, again, object.format)] };
    if (object.spans.length > 0) return NOTHING;
    this.#open.delete(index);
    this.#divided.delete(index);
    const { ms, pieces, remark, fault } = object;
    const about = { ...(remark !== undefined && { remark }), ...(fault && { fault }) };
    return { settled: { object: index, tally: verifiedTally(object), ms, pieces, ...about } };
  }

  #add(slice: OwnedSlice, span: Span, part: CountedPart, attempt: object): void {
    const object = this.#divided.get(slice.object);
    if (!object) return;
    this.#changed.add(slice.object);
    object.ms += part.ms;
    object.remark ??= part.remark;
    const counted = countedOf(span);
    if (slice.seek !== undefined) counted.firstUnit = toFirstUnit(part.start);
    counted.count = joinCounts(counted.count, part.count);
    counted.next = part.next;
    if (part.count.bytes === 0 || this.#countedBy.get(span) === attempt) return;
    this.#countedBy.set(span, attempt);
    counted.pieces += 1;
  }

  #spanOf(slice: OwnedSlice, format: string): Span {
    const span = slice.span ?? createSpan(slice.start, slice.end);
    this.#divide(slice.object, span, format);
    return span;
  }

  #divide(index: number, whole: Span, format: string): DividedObject {
    const known = this.#divided.get(index);
    if (known) return known;
    const object = createDividedObject(whole, format);
    this.#divided.set(index, object);
    return object;
  }
}

function countedOf(span: Span): CountedSpan {
  span.counted ??= nothingCounted(span);
  return span.counted;
}

function toFirstUnit(start: Position | null | undefined): CountedSpan['firstUnit'] {
  return start === undefined ? 'unknown' : (start ?? 'none');
}
