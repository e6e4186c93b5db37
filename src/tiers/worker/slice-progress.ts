// How far the counting of a slice has come: what is counted, and up to where that can stand alone.

import { type Count, EMPTY_COUNT, joinCounts } from '../../counting/count.ts';
import { createCounter } from '../../counting/create-counter.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import type { Condition } from '../../formats/format.ts';
import type { Position } from '../../formats/position.ts';

/** The count of what lies from `start` up to `next`, where counting can resume. */
export interface CountedPart {
  readonly count: Count;
  readonly start: Position;
  readonly next: Position;
  /** The condition under which it was counted, if there is one. */
  readonly conditional?: string;
}

export interface SliceProgress {
  update(chunk: Uint8Array): void;
  /** The last place that was reached, from which decoding can begin. */
  place(): Position;
  /** All that is counted since the last part has this condition, up to the next place. */
  suppose(condition: Condition): void;
  /** The condition of what was counted since the last part, wherever that ends. */
  condition(): Condition | undefined;
  /** The condition up to the last place. */
  conditionOfPlace(): Condition | undefined;
  /** Takes all that came up to here as counted. */
  reach(position: Position): void;
  /** Goes back to the last place. */
  rewind(): void;
  /** Begins anew, at a place that is believed to be one. */
  beginAt(position: Position): void;
  /** The count since the last part, wherever that ends. */
  count(): Count;
  /** Where what was counted since the last part begins. */
  start(): Position;
  /**
   * The count since the last part up to the last place, if there is one: it is let go of. Nothing either,
   * and it stays, if its condition is too long.
   */
  takePart(): CountedPart | undefined;
}

/** Up to where what is counted can stand alone. */
interface SafePlace {
  readonly position: Position;
  readonly count: Count;
  readonly condition?: Condition | undefined;
}

export function createSliceProgress(start: Position, words: WordRule): SliceProgress {
  let counter = createCounter(words);
  /** Counted up to where the counter began. */
  let before = EMPTY_COUNT;
  let condition: Condition | undefined;
  let safe: SafePlace = { position: start, count: EMPTY_COUNT };
  let reported = start;

  function count(): Count {
    return joinCounts(before, counter.count());
  }

  function rewind(): void {
    before = safe.count;
    counter = createCounter(words);
    condition = safe.condition;
  }

  return {
    update: (chunk) => counter.update(chunk),
    place: () => safe.position,
    suppose(given) {
      condition = given;
    },
    condition: () => condition,
    conditionOfPlace: () => safe.condition,
    reach(position) {
      safe = { position, count: count(), condition };
    },
    rewind,
    beginAt(position) {
      reported = position;
      safe = { position, count: EMPTY_COUNT };
      rewind();
    },
    count,
    start: () => reported,
    takePart() {
      const { position, count } = safe;
      if (position === reported) return undefined;
      const conditional = safe.condition?.text();
      if (safe.condition && conditional === undefined) return undefined;
      // Where its state is only made when it is read, it is made now.
      const next = { ...position };
      const part = { count, start: reported, next, ...(conditional && { conditional }) };
      reported = next;
      safe = { position: next, count: EMPTY_COUNT };
      rewind();
      return part;
    },
  };
}
