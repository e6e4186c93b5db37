// The run's ledger: which objects of a batch are still to be counted. Only what it accepts enters
// a total, and it accepts each object once, whatever frames are lost or come twice.

import { EMPTY_TALLY, type Tally } from '../counting/tally.ts';
import { isNotReached } from '../errors/reasons.ts';
import type { ObjectSettled, RunEvent } from '../events/run-event.ts';
import { sizesOf } from '../events/size-bins.ts';
import type { CascadeFrame } from '../protocol/frame.ts';
import type { ListedObject, Unread } from '../protocol/ports.ts';
import type { AskedObject } from '../protocol/request.ts';
import { certainBytes, certainTally } from '../protocol/verify-spans.ts';
import { createKnownStates, type KnownStates } from './known-states.ts';
import type { RunJournal } from './run-journal.ts';

type ObjectFrame = Extract<CascadeFrame, { type: 'object' | 'sum' | 'failed' }>;
type ObjectCheckpointFrame = Extract<CascadeFrame, { type: 'object-checkpoint' }>;
type ObjectEvent = Extract<RunEvent, { type: 'object' | 'sum' }>;

/** Why what is left of a batch will not be counted. */
export interface FinalFault {
  readonly code: string;
  readonly status: 'failed' | 'skipped';
}

export class BatchLedger {
  readonly #open: Set<ListedObject>;
  #openBytes = 0;
  readonly #objects: number;
  readonly #sizeBytes: number;
  /** The last fault of objects that are to be tried again. */
  readonly #faults = new Map<ListedObject, Extract<ObjectFrame, { type: 'failed' }>>();

  readonly #states: KnownStates;
  /** The objects that attempts have failed at, by reason. */
  readonly #touched = new Map<string, Set<ListedObject>>();
  readonly #journal: RunJournal | undefined;

  /** With a journal, it goes on with what earlier parts of the run knew of the objects. */
  constructor(objects: readonly ListedObject[], journal?: RunJournal) {
    this.#open = new Set(objects);
    for (const { sizeBytes } of objects) this.#openBytes += sizeBytes;
    this.#objects = objects.length;
    this.#sizeBytes = this.#openBytes;
    this.#states = createKnownStates(objects);
    this.#journal = journal;
    if (!journal?.earlier) return;
    for (const object of objects) {
      const state = journal.earlier.stateOf(object);
      if (state) this.#states.keep(object, state);
    }
  }

  /** The objects still to be counted, in the order of the batch. */
  remaining(): ListedObject[] {
    return [...this.#open];
  }

  isOpen(object: ListedObject): boolean {
    return this.#open.has(object);
  }

  /** The stored bytes of these. */
  openBytes(): number {
    return this.#openBytes;
  }

  /** The part of the batch that is not counted, if `readBytes` of what is open were read. */
  openShare(readBytes: number): number {
    if (this.#sizeBytes === 0) return this.#open.size / this.#objects;
    return Math.max(0, this.#openBytes - readBytes) / this.#sizeBytes;
  }

  /** The object as a cascade is to be asked for it: to go on with what is known of it. */
  toAsk(object: ListedObject): AskedObject {
    const divided = this.#states.of(object);
    return divided ? { ...object, divided } : object;
  }

  /** Takes note that an attempt at objects failed; gives those that this reason touches for the first time. */
  touch(code: string, objects: readonly ListedObject[]): ListedObject[] {
    const touched = this.#touched.get(code) ?? new Set();
    this.#touched.set(code, touched);
    const fresh = objects.filter((object) => !touched.has(object));
    for (const object of fresh) touched.add(object);
    return fresh;
  }

  /** Takes note of what is known of an open object; says whether that is more than before. */
  note({ object: index, state }: ObjectCheckpointFrame, asked: readonly ListedObject[]): boolean {
    const object = asked[index];
    if (!object || !this.#open.has(object) || !this.#states.keep(object, state)) return false;
    this.#journal?.recordState(object, state);
    return true;
  }

  /**
   * Takes a frame that answers a request for `asked`. Gives the event by which it enters the run,
   * or nothing when it speaks of what is settled already, of what was never asked, or only of a
   * fault that another attempt may mend.
   */
  accept(frame: ObjectFrame, asked: readonly ListedObject[]): ObjectEvent | undefined {
    switch (frame.type) {
      case 'object': {
        const object = this.#take(asked[frame.object]);
        if (!object) return undefined;
        const { count, ms, pieces, remark } = frame;
        return this.#settle(
          object,
          objectEvent(object, 'counted', { count, ms, pieces, reason: remark }),
        );
      }
      case 'sum':
        return this.#acceptSum(frame, asked);
      case 'failed': {
        const object = asked[frame.object];
        if (!object || !this.#open.has(object)) return undefined;
        if (frame.retryable) {
          this.#faults.set(object, frame);
          return undefined;
        }
        this.#take(object);
        return this.#settle(object, failedEvent(object, frame));
      }
    }
  }

  /** Settles all that is left. What was not reached is not kept as settled: a later part counts it. */
  giveUp(fault: FinalFault): ObjectEvent[] {
    const isLeft = isNotReached(fault.code);
    const events = this.remaining().map((object) => {
      const event = this.#lastOf(object, fault);
      if (!isLeft) return this.#settle(object, event);
      const state = this.#states.of(object);
      if (state) this.#journal?.recordState(object, state, true);
      return this.#mark(object, event);
    });
    this.#open.clear();
    return events;
  }

  #settle(object: ListedObject, event: ObjectSettled): ObjectSettled {
    this.#journal?.record([object], event);
    return this.#mark(object, event);
  }

  #lastOf(object: ListedObject, fault: FinalFault): ObjectSettled {
    const own = this.#faults.get(object);
    if (own) return failedEvent(object, own);
    const state = this.#states.of(object);
    const count = state && certainTally(state);
    if (count && count.bytes > 0) {
      const about = { count, ms: state.ms, reason: fault.code };
      return objectEvent(object, 'partial', { ...about, readBytes: certainBytes(state) });
    }
    return objectEvent(object, fault.status, { reason: fault.code });
  }

  #mark(object: ListedObject, event: ObjectSettled): ObjectSettled {
    const { reason } = event;
    const isWarned = reason !== undefined && this.#touched.get(reason)?.has(object);
    return isWarned ? { ...event, warned: true } : event;
  }

  /**
   * A sum is one number for all its objects: unless all of them are open it can't be taken, nor if
   * it names none.
   */
  #acceptSum(
    frame: Extract<ObjectFrame, { type: 'sum' }>,
    asked: readonly ListedObject[],
  ): ObjectEvent | undefined {
    const ranges = [...frame.ranges].sort(([a], [b]) => a - b);
    const taken: ListedObject[] = [];
    let next = 0;
    for (const [first, last] of ranges) {
      if (first < next || last < first) return undefined;
      for (next = first; next <= last; next += 1) {
        const object = asked[next];
        if (!object || !this.#open.has(object)) return undefined;
        taken.push(object);
      }
    }
    if (taken.length === 0) return undefined;
    let sizeBytes = 0;
    for (const object of taken) {
      this.#take(object);
      sizeBytes += object.sizeBytes;
    }
    const slowest = frame.slowest.flatMap(({ object, ms }) => {
      const listed = asked[object];
      return listed ? [{ key: listed.key, sizeBytes: listed.sizeBytes, ms }] : [];
    });
    const event: ObjectEvent = {
      ...{ type: 'sum', objects: taken.length, sizeBytes, ...frame.count },
      ...{ slowest, sizes: sizesOf(taken) },
    };
    this.#journal?.record(taken, event);
    return event;
  }

  #take(object: ListedObject | undefined): ListedObject | undefined {
    if (!object || !this.#open.delete(object)) return undefined;
    this.#openBytes -= object.sizeBytes;
    this.#states.forget(object);
    return object;
  }
}

/** The event of an object that the listing already says cannot be read. */
export function unreadEvent(object: ListedObject, unread: Unread) {
  return objectEvent(object, unread.status, { reason: unread.code });
}

function failedEvent(object: ListedObject, frame: Extract<ObjectFrame, { type: 'failed' }>) {
  const { count, ms, code } = frame;
  // The article's rule counts a line and a word even where there are no bytes.
  const isPartial = count !== undefined && count.bytes > 0;
  return isPartial
    ? objectEvent(object, 'partial', { count, ms, reason: code })
    : objectEvent(object, 'failed', { ms, reason: code });
}

function objectEvent(
  object: ListedObject,
  status: Extract<RunEvent, { type: 'object' }>['status'],
  about: {
    count?: Tally | undefined;
    ms?: number;
    pieces?: number;
    readBytes?: number;
    reason?: string | undefined;
  },
): ObjectSettled {
  const { key, sizeBytes } = object;
  const { bytes, lines, words } = about.count ?? EMPTY_TALLY;
  const { reason, pieces = 1, readBytes = sizeBytes } = about;
  // A sum of binary fractions has digits that mean nothing.
  const ms = Math.round((about.ms ?? 0) * 1000) / 1000;
  const event = { type: 'object', key, sizeBytes, bytes, lines, words, ms, status } as const;
  // There is no more to tell of most objects, and a spread costs more than the rest.
  if (reason === undefined && pieces <= 1 && readBytes >= sizeBytes) return event;
  return {
    ...event,
    ...(reason !== undefined && { reason }),
    ...(pieces > 1 && { pieces }),
    ...(readBytes < sizeBytes && { readBytes }),
  };
}
