// Splits a slice that is longer than one worker should count alone.

import type { Format } from '../../formats/format.ts';
import { planSplit } from '../../planning/plan-split.ts';
import type { Slice } from '../../protocol/request.ts';

/** The parts that are left to others. */
export interface Split {
  /** Where their slices begin, in ascending order; the first is where this one now ends. */
  readonly starts: number[];
  readonly format: string;
  /** How to seek units; left out, each byte is one. */
  readonly seek?: string;
}

export interface SliceSplitter {
  /** Where the slice ends; sooner once something of it is given away. */
  end(): number;
  /**
   * Gives away, once, what lies beyond a slice's proper length or `reached`, whichever is further:
   * by the format's hint for seeking, at places of an index if there is one.
   */
  trySplit(format: Format, hint: string, reached: number, index?: readonly number[]): void;
  /** Whether what is left is so long that some of it may be given away. */
  isLong(format: Format): boolean;
}

/** Without `sliceBytes` nothing is given away. */
export function createSliceSplitter(
  slice: Slice,
  sliceBytes: number | undefined,
  onSplit: (cut: Split) => void,
): SliceSplitter {
  // Some file systems do not tell a file's size: such a file is read to its end.
  let end = slice.sizeBytes === 0 ? Number.POSITIVE_INFINITY : slice.end;
  let mayCut = sliceBytes !== undefined && slice.sizeBytes > 0 && slice.seek === undefined;

  function properBytes({ costPerByte }: Format): number {
    return (sliceBytes ?? Number.POSITIVE_INFINITY) / costPerByte;
  }

  return {
    end: () => end,
    isLong: (format) => mayCut && end - slice.start > properBytes(format),
    trySplit(format, hint, reached, index) {
      if (!mayCut) return;
      const bytes = Math.max(properBytes(format), reached - slice.start);
      // Slices are of about that length, and so the first one may be shorter.
      const first = format.mayBeConditional?.(hint) ? 'longest' : 'equal';
      const planned = planSplit(slice.start, end, bytes, { first, ...(index && { index }) });
      const starts = planned.filter((start) => start > reached);
      const [firstStart] = starts;
      if (firstStart === undefined) return;
      mayCut = false;
      end = firstStart;
      onSplit({ starts, format: format.name, ...(format.seek && { seek: hint }) });
    },
  };
}
