// What each format of an object's bytes can do.

import type { ReasonCode } from '../errors/reasons.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { Position } from './position.ts';

/** Takes decoded bytes, which are valid during the call only. */
export type Sink = (chunk: Uint8Array) => void;

export interface Decoding {
  readonly sink: Sink;
  /**
   * Told of each place from which the rest could be decoded alone, as soon as all that comes before
   * it is in the sink and something is known to follow. Where it says false, decoding ends.
   */
  readonly reach: (position: Position) => boolean;
  /**
   * Told, in the same way, of places within a unit: no slice begins or ends at one, but decoding can be
   * gone on with there. Its `decoderState` may take a millisecond to be read, and many kilobytes.
   */
  readonly pass: (position: Position) => void;
  /** Where a format whose every byte is a place has to end, if not sooner. */
  readonly end: () => number;
  /**
   * An encoded offset past which no decoded byte may be lost to an error, at whatever cost in
   * speed; infinite on a first try.
   */
  readonly preserveOutputFrom: number;
  /** Takes note of something odd that takes nothing from what is decoded. */
  readonly remark: (code: ReasonCode) => void;
}

export interface Format {
  readonly name: string;
  /** File name endings that promise this format, in small letters and from their dot on. */
  readonly extensions: readonly string[];
  /** What it costs to count an encoded byte, where a byte of plain text costs 1. */
  readonly costPerByte: number;
  /**
   * Whether an object that begins so is of this format. `head` is its first bytes, 32 unless it is
   * shorter; of zstd and lz4, what follows the skippable frames that it may begin with.
   */
  recognises(head: Uint8Array): boolean;
  /**
   * Decodes all of `cursor`, which stands at an object's start or, with the position's `decoderState`, at
   * a place that was reached or sought before. What reached the sink stays true when it throws.
   * @throws {DecodeError} when the bytes are not what the format demands.
   */
  decode(cursor: ByteCursor, decoding: Decoding, decoderState?: string): Promise<void>;
  /**
   * Whether an object that begins so can be cut anywhere from the outset, and not only once a place
   * was reached: if so, the hint by which {@link seek} finds its places. `head` is as in
   * {@link recognises}.
   */
  splitHint(head: Uint8Array, isBehindSkippable: boolean): string | undefined;
  /**
   * Looks for the first place below `before` that seems to be one that {@link decode} would reach,
   * and leaves the cursor there. It may be wrong: a place is believed only when the decoding of
   * what comes before has reached it too. Without it every byte is such a place.
   */
  seek?(cursor: ByteCursor, before: number, hint: string): Promise<Position | undefined>;
  /**
   * The places, in ascending order, that an index within the object lists, should it have one;
   * `read` gives any of its bytes. They are believed no more than sought ones.
   */
  readIndex?(sizeBytes: number, read: ReadBytes): Promise<readonly number[] | undefined>;
}

/** The bytes `[start, end)` of an object, all of them: it throws when there are fewer. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;
