// How far the counting of a slice has come: what is counted, and up to where that can stand alone.

import { type Count, EMPTY_COUNT, joinCounts } from '../../counting/count.ts';
import { createCounter } from '../../counting/create-counter.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import type { Position } from '../../formats/position.ts';

/** The count of what lies from `start` up to `next`, where counting can resume. */
export interface CountedPart {
  readonly count: Count;
  readonly start: Position;
  readonly next: Position;
}

export interface SliceProgress {
  update(chunk: Uint8Array): void;
  /** The last place that was reached, from which decoding can begin. */
  place(): Position;
  /** Takes all that came up to here as counted. */
  reach(position: Position): void;
  /** Goes back to the last place. */
  rewind(): void;
  /** Begins anew, at a place that is believed to be one. */
  beginAt(position: Position): void;
  /** What was counted since the last part, wherever that ends. */
  count(): Count;
  /** Where what was counted since the last part begins. */
  start(): Position;
  /** What was counted since the last part up to the last place, if anything: it is let go of. */
  takePart(): CountedPart | undefined;
}

export function createSliceProgress(start: Position, words: WordRule): SliceProgress {
  let counter = createCounter(words);
  /** Counted up to where the counter began. */
  let before = EMPTY_COUNT;
  let safe = { position: start, count: EMPTY_COUNT };
  let reported = start;

  function count(): Count {
    return joinCounts(before, counter.count());
  }

  function rewind(): void {
    before = safe.count;
    counter = createCounter(words);
  }

  return {
    update: (chunk) => counter.update(chunk),
    place: () => safe.position,
    reach(position) {
      safe = { position, count: count() };
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
      // Where its state is only made when it is read, it is made now.
      const next = { ...position };
      const part = { count, start: reported, next };
      reported = next;
      safe = { position: next, count: EMPTY_COUNT };
      rewind();
      return part;
    },
  };
}
