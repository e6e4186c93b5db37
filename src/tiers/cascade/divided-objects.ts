// The divided objects of a batch, and how far each is counted.

import { joinCounts } from '../../counting/count.ts';
import type { Position } from '../../formats/position.ts';
import {
  type CountedSpan,
  copyForNext,
  createDividedObject,
  createSpan,
  type DividedObject,
  nothingCounted,
  type Span,
} from '../../protocol/divided-object.ts';
import type { OwnedSlice } from './owned-slice.ts';
import type { CountedPart } from './slice-outcome.ts';

/** The most of a cascade's memory that is for conditions, in characters of one byte. */
const MAX_CONDITIONS_LENGTH = 64_000_000;

export class DividedObjects {
  readonly #objects = new Map<number, DividedObject>();
  /** Those of which more is known than was said. */
  readonly #changed = new Set<number>();
  /** Which attempt was the last to count something of a span. */
  readonly #countedBy = new WeakMap<Span, object>();

  get(index: number): DividedObject | undefined {
    return this.#objects.get(index);
  }

  entries(): Iterable<readonly [number, DividedObject]> {
    return this.#objects.entries();
  }

  set(index: number, object: DividedObject): void {
    this.#objects.set(index, object);
  }

  delete(index: number): void {
    this.#objects.delete(index);
  }

  /** More is known of the object than was said. */
  change(index: number): void {
    this.#changed.add(index);
  }

  /** The states of those about which more is known than when this was last asked for. */
  takeStates(): { readonly object: number; readonly state: DividedObject }[] {
    const states = [...this.#changed].flatMap((index) => {
      const object = this.#objects.get(index);
      return object ? [{ object: index, state: copyForNext(object) }] : [];
    });
    this.#changed.clear();
    return states;
  }

  /** The object with the index, which is divided from now on. */
  divide(index: number, whole: Span, format: string): DividedObject {
    const known = this.#objects.get(index);
    if (known) return known;
    const object = createDividedObject(whole, format);
    this.#objects.set(index, object);
    return object;
  }

  /** The slice's part of its object, which is divided from now on. */
  spanOf(slice: OwnedSlice, format: string): Span {
    const span = slice.span ?? createSpan(slice.start, slice.end);
    this.divide(slice.object, span, format);
    return span;
  }

  /** Ends a span where the first of these parts begins, which come behind it. */
  split(index: number, span: Span, parts: readonly Span[]): void {
    const spans = this.#objects.get(index)?.spans;
    const [first] = parts;
    if (!spans || !first) return;
    span.end = first.start;
    spans.splice(spans.indexOf(span) + 1, 0, ...parts);
    this.change(index);
  }

  /** Adds what an attempt has counted of a slice to what is known of its span. */
  add(slice: OwnedSlice, span: Span, part: CountedPart, attempt: object): void {
    const object = this.#objects.get(slice.object);
    if (!object) return;
    this.change(slice.object);
    object.ms += part.ms;
    object.remark ??= part.remark;
    const counted = countedOf(span);
    if (slice.seek !== undefined) counted.firstUnit = toFirstUnit(part.start);
    counted.count = joinCounts(counted.count, part.count);
    counted.next = part.next;
    if (part.conditional !== undefined) this.#addCondition(counted, part.conditional);
    const isEmpty = part.count.bytes === 0 && part.conditional === undefined;
    if (isEmpty || this.#countedBy.get(span) === attempt) return;
    this.#countedBy.set(span, attempt);
    counted.pieces += 1;
  }

  /** A count for which there is no room is given up: it is made again when its beginning is known. */
  #addCondition(counted: CountedSpan, conditional: string): void {
    const objects = [...this.#objects.values()];
    const kept = objects.flatMap(({ spans }) => spans.map((span) => span.counted?.conditional));
    const length = kept.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    if (length + conditional.length <= MAX_CONDITIONS_LENGTH) counted.conditional = conditional;
    else counted.firstUnit = 'none';
  }
}

export function countedOf(span: Span): CountedSpan {
  span.counted ??= nothingCounted(span);
  return span.counted;
}

function toFirstUnit(start: Position | null | undefined): CountedSpan['firstUnit'] {
  return start === undefined ? 'unknown' : (start ?? 'none');
}
