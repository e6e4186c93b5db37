// The cascade's ledger: which slices are still to be counted, and what is known of each object.
// It owns the slices, accepts what is said of each once, and makes objects of them.

import { EMPTY_COUNT } from '../../counting/count.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { formatNamed } from '../../formats/recognise.ts';
import {
  createSpan,
  type DividedObject,
  nothingCounted,
  type SliceFault,
  type Span,
} from '../../protocol/divided-object.ts';
import type { AskedObject, ObjectRef } from '../../protocol/request.ts';
import { beginAt, isPassedOver, verifySpans } from '../../protocol/verify-spans.ts';
import { countedOf, DividedObjects } from './divided-objects.ts';
import {
  continues,
  coversRest,
  endsBefore,
  isAscending,
  mayHaveCondition,
  type OwnedSlice,
  restOfSlice,
  sliceOfSpan,
  wholeSlice,
} from './owned-slice.ts';
import { isAhead, lead, leaveToRival, settle } from './rivalry.ts';
import {
  type CountedPart,
  type Outcome,
  type SliceFrame,
  settledDivided,
  settledWhole,
} from './slice-outcome.ts';
import { WaitingSpans } from './waiting-spans.ts';

const NOTHING: Outcome = {};

export class SliceLedger {
  readonly #objects: readonly AskedObject[];
  readonly #words: WordRule;
  /** 1 for each object of which something is still to be counted. */
  readonly #open: Uint8Array;
  readonly #divided = new DividedObjects();
  readonly #waiting = new WaitingSpans();

  constructor(objects: readonly AskedObject[], words: WordRule) {
    this.#objects = objects;
    this.#words = words;
    this.#open = new Uint8Array(objects.length).fill(1);
    objects.forEach(({ divided }, index) => {
      // A copy, because the caller may keep what they know of it.
      if (divided) this.#divided.set(index, structuredClone(divided));
    });
  }

  /** The slices that are to be counted at the outset: whole objects, and what earlier cascades left. */
  openSlices(): OwnedSlice[] {
    const slices: OwnedSlice[] = [];
    this.#objects.forEach((ref, index) => {
      const object = this.#divided.get(index);
      if (!object) {
        slices.push(wholeSlice(ref, index));
        return;
      }
      const open = object.spans.filter(({ counted }) => !counted?.isClosed);
      for (const span of open) {
        slices.push(this.#await(ref, index, span, object.format));
      }
    });
    return slices;
  }

  /**
   * Says which slice to ask a worker for: if nobody has begun the given one yet, any other of its object that
   * waits may be better. One whose beginning is known by now is not sought. There is none if nothing of it is
   * left to count.
   */
  begin(slice: OwnedSlice): Outcome & { readonly slice?: OwnedSlice } {
    const { object: index } = slice;
    const object = this.#divided.get(index);
    if (!slice.span || !object) return this.#open[index] ? { slice } : NOTHING;
    const span = slice.isWaiting ? this.#waiting.take(object, slice.span) : slice.span;
    if (!span) return NOTHING;
    const place = object.verifiedUpTo;
    const isSought = !span.counted || span.counted.firstUnit === 'unknown';
    const isNext = isSought && span === object.spans[0];
    if (isNext && isPassedOver(span, place)) {
      span.counted = { ...nothingCounted(span), firstUnit: 'none', isClosed: true };
      return this.#verify(slice);
    }
    if (isNext && place) {
      beginAt(span, place);
      this.#waiting.mergeRest(object);
    } else if (!slice.isWaiting) {
      return { slice };
    }
    const asked = sliceOfSpan(slice, index, span, object.format);
    const { fault } = slice;
    return { slice: fault && !slice.isWaiting ? { ...asked, fault } : asked };
  }

  /** The slice of a span, which nobody has begun. */
  #await(ref: ObjectRef, index: number, span: Span, format: string): OwnedSlice {
    this.#waiting.add(span);
    return { ...sliceOfSpan(ref, index, span, format), isWaiting: true };
  }

  /** The states of divided objects about which more is known than when this was last asked for. */
  takeStates(): { readonly object: number; readonly state: DividedObject }[] {
    return this.#divided.takeStates();
  }

  /** The divided objects, and what is known of each now. */
  dividedObjects(): Iterable<readonly [number, DividedObject]> {
    return this.#divided.entries();
  }

  /** The state of an object, if it is divided. */
  dividedObject(index: number): DividedObject | undefined {
    return this.#divided.get(index);
  }

  /**
   * Takes a frame about one of the slices of an attempt. `open` are the slices of the attempt that
   * are not settled yet, by their index in its request; the ledger removes or replaces the one that
   * the frame covers. A frame about any other slice says nothing new and is dropped.
   */
  accept(frame: SliceFrame, open: Map<number, OwnedSlice>): Outcome {
    const slice = open.get(frame.slice);
    if (!slice || slice.rivalry?.isOver) return NOTHING;
    switch (frame.type) {
      case 'count':
        if (!continues(slice, frame) || !mayHaveCondition(slice, frame)) return NOTHING;
        if (endsBefore(slice, frame)) return this.#closeFirstPart(slice, frame, open);
        if (!coversRest(slice, frame)) return NOTHING;
        open.delete(frame.slice);
        return this.#close(slice, frame, open);
      case 'checkpoint':
        if (!continues(slice, frame) || !mayHaveCondition(slice, frame)) return NOTHING;
        if (frame.next.at <= frame.start.at) return NOTHING;
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
        if (leaveToRival(slice)) return NOTHING;
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
    const span = this.#divided.spanOf(slice, frame.format);
    this.#divided.add(slice, span, frame, attempt);
    if (isAhead(slice, span)) lead(slice, span, this.#divided.get(slice.object));
    return restOfSlice(slice, span, frame);
  }

  /** Ends the slice where the first of the others begins. One that is shared stays as it is. */
  #split(
    slice: OwnedSlice,
    frame: Extract<SliceFrame, { type: 'split' }>,
    open: Map<number, OwnedSlice>,
  ): Outcome {
    const { starts, format, seek } = frame;
    const [end] = starts;
    if (end === undefined || !isAscending([slice.start, ...starts, slice.end])) return NOTHING;
    if (slice.rivalry) return NOTHING;
    const span = this.#divided.spanOf(slice, format);
    open.set(frame.slice, { ...slice, end, span });
    const ends = [...starts.slice(1), slice.end];
    const parts = starts.map((start, index) => createSpan(start, ends[index] as number, seek));
    this.#divided.split(slice.object, span, parts);
    return { more: parts.map((part) => this.#await(slice, slice.object, part, format)) };
  }

  /** The rest behind the part has to be sought, as its beginning depends on what comes before the slice. */
  #closeFirstPart(
    slice: OwnedSlice,
    frame: Extract<SliceFrame, { type: 'count' }>,
    open: Map<number, OwnedSlice>,
  ): Outcome {
    const { span, object: index } = slice;
    const object = this.#divided.get(index);
    if (!span || !object) return NOTHING;
    lead(slice, span, object);
    const rest = createSpan(frame.next.at, span.end, slice.seek);
    this.#divided.split(index, span, [rest]);
    open.delete(frame.slice);
    const { more = [], ...outcome } = this.#close(slice, frame, open);
    return { ...outcome, more: [...more, this.#await(slice, index, rest, object.format)] };
  }

  #close(slice: OwnedSlice, part: CountedPart, attempt: object): Outcome {
    const { object: index, span } = slice;
    if (!this.#open[index]) return NOTHING;
    settle(slice);
    if (!span) {
      this.#open[index] = 0;
      // Another worker that has it too may have counted some of it.
      this.#divided.delete(index);
      return { settled: settledWhole(index, part) };
    }
    lead(slice, span, this.#divided.get(index));
    this.#divided.add(slice, span, part, attempt);
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
    const { resolve } = formatNamed(object.format);
    const again = verifySpans(object, (span, place) => resolve?.(span, place, this.#words));
    if (again) return { more: [this.#await(slice, index, again, object.format)] };
    if (object.spans.length > 0) return NOTHING;
    this.#open[index] = 0;
    this.#divided.delete(index);
    return { settled: settledDivided(index, object) };
  }
}
