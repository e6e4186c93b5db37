// How the counting of a slice ends.

import { type Count, EMPTY_COUNT } from '../../counting/count.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { ReadError } from '../../errors/read-error.ts';
import type { ReasonCode } from '../../errors/reasons.ts';
import type { Condition } from '../../formats/format.ts';
import type { Position } from '../../formats/position.ts';
import type { CountedPart } from './slice-progress.ts';

/** The other statements about a part. */
export interface PartAbout {
  readonly format: string;
  readonly remark?: ReasonCode;
}

export type CountedSlice = FinishedSlice | FaultySlice;

export interface FinishedSlice {
  readonly fault?: undefined;
  /** The count since the last part. */
  readonly count: Count;
  /** Where that begins; null if no unit begins in a sought slice. */
  readonly start: Position | null;
  /** Where the first unit begins that was not counted. */
  readonly next: Position;
  /** The condition of the count, if it has one. */
  readonly conditional?: string;
  /** Left out if no place that was found was one. */
  readonly format?: string;
  readonly remark?: ReasonCode;
}

export interface FaultySlice {
  readonly fault: SliceFault;
  /** Left out if the fault came before it was recognised. */
  readonly format?: string;
  /** The count since the last part, wherever that ends. */
  readonly count: Count;
  /** Where that begins; left out if the fault came before a sought slice's first unit was found. */
  readonly start?: Position;
  /**
   * The part of it that can be continued after the fault. If what follows has to be sought again, the slice ends
   * with the part.
   */
  readonly resumable?: {
    readonly part: CountedPart;
    readonly about: PartAbout;
    readonly isEnd: boolean;
  };
}

interface SliceFault {
  readonly code: ReasonCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** No unit begins in a sought slice. */
export function noneBegins(end: number): FinishedSlice {
  return { count: EMPTY_COUNT, start: null, next: { at: end } };
}

export function conditionalOf(condition: Condition | undefined): { conditional?: string } {
  if (!condition) return {};
  const conditional = condition.text();
  if (conditional === undefined) throw tooConditional();
  return { conditional };
}

export function tooConditional(): DecodeError {
  return new DecodeError('corrupt', 'the condition of a count is too long');
}

export function toFault(error: unknown): SliceFault {
  if (error instanceof ReadError) {
    return { code: error.code, message: error.message, retryable: error.retryable };
  }
  if (error instanceof DecodeError) {
    return { code: error.code, message: error.message, retryable: false };
  }
  return { code: 'read-failed', message: String(error), retryable: false };
}
