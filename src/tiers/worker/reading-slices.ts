// The slices that a worker is reading, and how far it is with each beyond what it has told.

import type { Count } from '../../counting/count.ts';
import type { Position } from '../../formats/position.ts';
import {
  addReading,
  mostLeft,
  NO_READING,
  type ReadingFigures,
  readingOf,
} from '../../protocol/reading-figures.ts';
import type { Slice } from '../../protocol/request.ts';

/** The count since the last frame about the slice, and where that begins. */
type Look = () => { readonly count: Count; readonly start: Position } | undefined;

export interface SliceReader {
  /** It is read from this place on, perhaps once more; `end` tells where it ends. */
  openAt(at: number, end: () => number): void;
  read(bytes: number): void;
  lookBy(look: Look): void;
  end(): void;
}

export interface ReadingSlices {
  begin(slice: Slice, index: number): SliceReader;
  /** In sum, and for a few slices by index what was read of each. */
  figures(): ReadingFigures & { readonly reading: [number, number][] };
}

/** So many slices are named. A cascade names no more objects. */
const MAX_NAMED = 4;

interface OpenSlice {
  readUpTo: number;
  end: () => number;
  look: Look;
}

export function createReadingSlices(): ReadingSlices {
  const open = new Map<number, OpenSlice>();

  /** The counters are asked only here, and so only when a heartbeat is due. */
  function figuresOf({ readUpTo, end, look }: OpenSlice): ReadingFigures {
    const seen = look();
    if (!seen) return NO_READING;
    const { count, start } = seen;
    // Bytes beyond the end that are read for the last unit are a neighbour's too, until a frame tells where that ends.
    return readingOf(Math.max(0, Math.min(readUpTo, end()) - start.at), count);
  }

  return {
    begin(slice, index) {
      const state: OpenSlice = {
        readUpTo: slice.start,
        end: () => slice.end,
        look: () => undefined,
      };
      open.set(index, state);
      return {
        openAt(at, end) {
          state.readUpTo = at;
          state.end = end;
        },
        read(bytes) {
          state.readUpTo += bytes;
        },
        lookBy(look) {
          state.look = look;
        },
        end: () => void open.delete(index),
      };
    },
    figures() {
      let sum = NO_READING;
      const slices: { index: number; readBytes: number; leftBytes: number }[] = [];
      for (const [index, state] of open) {
        const figures = figuresOf(state);
        sum = addReading(sum, figures);
        const leftBytes = state.end() - state.readUpTo;
        slices.push({ index, readBytes: figures.readingBytes, leftBytes });
      }
      const named = mostLeft(slices, ({ leftBytes }) => leftBytes, MAX_NAMED);
      return { ...sum, reading: named.map(({ index, readBytes }) => [index, readBytes]) };
    },
  };
}
