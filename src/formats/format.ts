// The interface of a format.

import type { Count } from '../counting/count.ts';
import type { WordRule } from '../counting/word-rule.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { Position } from './position.ts';

/** Receives decoded bytes, which are valid only during the call. */
export type Sink = (chunk: Uint8Array) => void;

/** The output chunk of streaming decoders. Larger ones save little CPU and cost memory. */
export const OUTPUT_CHUNK_BYTES: number = 256 * 1024;

export interface Decoding {
  readonly sink: Sink;
  /**
   * Called at each position from which the rest can be decoded alone, once all bytes before it are in
   * the sink and more are known to follow. If it returns false, decoding ends.
   */
  readonly reach: (position: Position) => boolean;
  /**
   * Called, in the same way, at positions within a unit: no slice begins or ends at one, but decoding can be
   * resumed there. Reading its `decoderState` may take a millisecond and give many kilobytes, and is too late once
   * two more have been passed. Where a format can end a slice there, decoding ends if it returns false.
   */
  readonly pass: (position: Position) => boolean;
  /**
   * Says on what all depends that was decoded since a position whose state was not wholly known: of all that
   * comes before the position that is reached or passed next, or before decoding ends. Its text must be asked for before
   * two more are supposed.
   */
  readonly suppose: (condition: Condition) => void;
  /** The word rule, for what is counted in the place of bytes that are not known. */
  readonly words: WordRule;
  /**
   * The offset at which plain text must end at the latest, as it can be cut at every byte; other formats end
   * with the unit that begins before it, or at the first position behind it.
   */
  readonly end: () => number;
  /**
   * An encoded offset after which no decoded byte may be lost to an error, at any cost in speed;
   * infinite in the first attempt.
   */
  readonly preserveOutputFrom: number;
  /** Notes something odd that does not make the decoded bytes incomplete. */
  readonly remark: (code: ReasonCode) => void;
}

/**
 * The part that a count lacks if it began at a position without all of its state. It is resolved once the bytes before
 * that position are counted.
 */
export interface Condition {
  /** Whether the state of the position where it ends is unknown too. */
  readonly isOpen: boolean;
  /** In the format's own notation; nothing if that is too long. Asking for it may take some milliseconds. */
  text(): string | undefined;
}

/** A part of an object that was counted under a condition. */
export interface ConditionalSpan {
  /** Where it begins and ends: the state of its beginning is not whole, nor that of an open end. */
  readonly start: Position;
  readonly next: Position;
  /** The condition's text. */
  readonly conditional: string;
}

/** The condition's addition to the count, before all else of it; and the whole state of the end. */
export interface ResolvedSpan {
  readonly count: Count;
  readonly next: Position;
}

export interface Format {
  readonly name: string;
  /** File name extensions of this format, in lower case and with the dot. */
  readonly extensions: readonly string[];
  /**
   * The CPU time that a worker takes to read, decode and count an encoded byte, relative to a byte of plain text:
   * a mean over texts that bench/format-costs.ts measures. A byte of plain text takes 2.9 ns, nearly all of it to
   * read it over TLS. The better a text compresses, the more its encoded bytes cost.
   */
  readonly costPerByte: number;
  /** Memory that a decoder may hold for each object in progress, besides what a thread has once; little if left out. */
  readonly heldBytes?: number;
  /**
   * Whether an object with these first bytes has this format. `head` has 32 bytes, or fewer if the
   * object is shorter. For zstd and lz4 it begins after any skippable frames.
   */
  recognises(head: Uint8Array): boolean;
  /**
   * Decodes all bytes of `cursor`, which stands at an object's start or, with the position's
   * `decoderState`, at a position that was reached or found earlier. If it throws, the bytes that
   * reached the sink are still correct.
   * @throws {DecodeError} if the bytes violate the format.
   */
  decode(cursor: ByteCursor, decoding: Decoding, decoderState?: string): Promise<void>;
  /**
   * The search hint with which {@link seek} finds positions in an object with these first bytes.
   * Nothing if the object cannot be split before a position was reached. `head` is as in
   * {@link recognises}.
   */
  splitHint(head: Uint8Array, isBehindSkippable: boolean): string | undefined;
  /**
   * Finds the first position below `before` that {@link decode} seems likely to reach, and leaves the
   * cursor there. The result may be wrong. It is accepted only once the decoding of the bytes before
   * it has reached it too. A format without this function can begin at every byte.
   */
  seek?(cursor: ByteCursor, before: number, hint: string): Promise<Position | undefined>;
  /**
   * Whether what is counted of slices that are searched with this hint may have a condition. They take longer
   * than a slice that begins at a known position.
   */
  mayBeConditional?(hint: string): boolean;
  /**
   * Resolves a condition with the position that was come to from the left. Nothing if that is another one
   * than where the span begins, if the span proves to be false, or if the text can't be right.
   */
  resolve?(span: ConditionalSpan, place: Position, words: WordRule): ResolvedSpan | undefined;
  /**
   * The positions, in ascending order, that an index within the object lists, if it has one. `read`
   * gives any of the object's bytes. These positions may be wrong too, like those of {@link seek}.
   */
  readIndex?(sizeBytes: number, read: ReadBytes): Promise<readonly number[] | undefined>;
}

/** Reads the bytes `[start, end)` of an object, and throws if there are fewer. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>;
