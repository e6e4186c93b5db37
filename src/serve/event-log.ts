// The log from which the viewers of a run are served: the bytes of its latest messages, and the totals
// of the events that were dropped because the log is bounded.

import type { RunEvent } from '../events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../events/totals.ts';
import type { RunFailed, RunStopping } from './contract.ts';
import { formatEventId } from './event-id.ts';
import { encodeMessage } from './sse-message.ts';

/** Several events in one piece, so that they are one write. */
interface Piece {
  /** The number of its first event. */
  readonly first: number;
  readonly bytes: Buffer;
  /** Where each event starts in the bytes. */
  readonly starts: readonly number[];
  /** The totals of all earlier events. */
  readonly totalsBefore: Totals;
}

/** The approximate memory of a piece besides its bytes. */
const PIECE_OVERHEAD_BYTES = 1_024;

/** A piece is complete with the event that reaches this size. */
const PIECE_CHARACTERS = 32 * 1024;

/** The next bytes for a viewer, and the number of the last event that they cover. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly upTo: number;
}

export interface EventLogOptions {
  readonly runId: string;
  /** Limit for the messages with their bookkeeping. The newest piece is always kept. */
  readonly maxBytes: number;
}

/** The events of a run, and those that the server adds. */
export type LoggedEvent = RunEvent | RunStopping | RunFailed;

export class EventLog {
  readonly #runId: string;
  readonly #maxBytes: number;
  #pieces: Piece[] = [];
  #bytes = 0;
  /** Events that are not in a piece yet. */
  #pending: string[] = [];
  #pendingCharacters = 0;
  #pendingTotals = NO_TOTALS;
  #count = 0;
  #totals = NO_TOTALS;
  #hasEnded = false;

  constructor({ runId, maxBytes }: EventLogOptions) {
    this.#runId = runId;
    this.#maxBytes = maxBytes;
  }

  /** Totals of all events. */
  get totals(): Totals {
    return this.#totals;
  }

  /** The memory of the log, with its bookkeeping. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of the last event. */
  get count(): number {
    return this.#count;
  }

  /** The number of the last event that viewers can get. */
  get sealed(): number {
    return this.#count - this.#pending.length;
  }

  /** Whether the event with this number is the last of the run. */
  isLast(number: number): boolean {
    return this.#hasEnded && number >= this.#count;
  }

  /** Viewers see it after {@link seal}. */
  append(event: LoggedEvent): void {
    const isLast = event.type === 'run-ended' || event.type === 'run-failed';
    if (this.#pending.length === 0) this.#pendingTotals = this.#totals;
    if (isOfRun(event)) this.#totals = addEvent(this.#totals, event);
    this.#count += 1;
    this.#hasEnded ||= isLast;
    const id = formatEventId({ runId: this.#runId, number: this.#count, isLast });
    const message = encodeMessage(id, event.type, event);
    this.#pending.push(message);
    this.#pendingCharacters += message.length;
    if (this.#pendingCharacters >= PIECE_CHARACTERS) this.seal();
  }

  /** Makes a piece of the appended events. */
  seal(): void {
    if (this.#pending.length === 0) return;
    const starts: number[] = [];
    let start = 0;
    for (const message of this.#pending) {
      starts.push(start);
      start += Buffer.byteLength(message);
    }
    const piece: Piece = {
      first: this.#count - this.#pending.length + 1,
      bytes: Buffer.from(this.#pending.join('')),
      starts,
      totalsBefore: this.#pendingTotals,
    };
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#pieces.push(piece);
    this.#bytes += sizeOf(piece);
    this.#dropOldest();
  }

  /**
   * The next chunk for a viewer that has seen the events up to `seen`; undefined if there is none.
   * A viewer that is behind by more than `maxBehindBytes`, or misses events that were dropped, gets a
   * snapshot of the totals: of as many events as possible, or of as few if `maxBehindBytes` is Infinity.
   */
  next(seen: number, maxBehindBytes: number): Chunk | undefined {
    if (seen >= this.sealed) return undefined;
    const oldest = this.#pieces[0] as Piece;
    if (seen < oldest.first - 1 && maxBehindBytes === Infinity) return this.#snapshotBefore(oldest);
    const index = this.#indexOf(seen + 1);
    const newest = this.#pieces.at(-1) as Piece;
    const isTooFarBehind = seen < oldest.first - 1 || this.#hasMoreThan(maxBehindBytes, index);
    // The last piece is never replaced, so that the end of the run comes as an event.
    if (isTooFarBehind && seen < newest.first - 1) return this.#snapshotBefore(newest);
    const piece = this.#pieces[index] as Piece;
    const upTo = piece.first + piece.starts.length - 1;
    return { bytes: piece.bytes.subarray(piece.starts[seen + 1 - piece.first]), upTo };
  }

  #snapshotBefore(piece: Piece): Chunk {
    const upTo = piece.first - 1;
    const id = formatEventId({ runId: this.#runId, number: upTo, isLast: false });
    return { bytes: Buffer.from(encodeMessage(id, 'snapshot', piece.totalsBefore)), upTo };
  }

  /** The index of the piece with the event; 0 for an event that was dropped. */
  #indexOf(number: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle] as Piece).first <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Whether the pieces from `index` on have more than `maxBytes`. */
  #hasMoreThan(maxBytes: number, index: number): boolean {
    let left = maxBytes;
    for (let i = index; i < this.#pieces.length && left >= 0; i += 1) {
      left -= (this.#pieces[i] as Piece).bytes.length;
    }
    return left < 0;
  }

  #dropOldest(): void {
    let dropped = 0;
    while (this.#bytes > this.#maxBytes && dropped < this.#pieces.length - 1) {
      this.#bytes -= sizeOf(this.#pieces[dropped] as Piece);
      dropped += 1;
    }
    if (dropped > 0) this.#pieces = this.#pieces.slice(dropped);
  }
}

function isOfRun(event: LoggedEvent): event is RunEvent {
  return event.type !== 'run-failed' && event.type !== 'run-stopping';
}

function sizeOf(piece: Piece): number {
  return piece.bytes.length + piece.starts.length * 8 + PIECE_OVERHEAD_BYTES;
}
