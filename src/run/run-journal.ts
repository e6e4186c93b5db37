// The port through which a run leaves what it has settled for a later part of it, and takes what an
// earlier one has left.

import type { Resumed } from '../events/resumed.ts';
import type { ObjectSettled, ObjectsCounted } from '../events/run-event.ts';
import type { DividedObject } from '../protocol/divided-object.ts';
import type { ListedObject } from '../protocol/ports.ts';

/** How objects enter the totals: each by itself, or several as one sum. */
export type Settled = ObjectSettled | ObjectsCounted;

export interface RunJournal {
  /** The id by which the run can be resumed; undefined if nothing at all could be written. */
  readonly id: string | undefined;
  /** Absent in the first part of a run. */
  readonly earlier?: EarlierPart;
  /** Keeps that these objects were settled, all of them by this event. Never waits, and never throws. */
  record(objects: readonly ListedObject[], event: Settled): void;
  /** Keeps what is known of an object that is not settled. `isLast` says that no newer state will come. */
  recordState(object: ListedObject, state: DividedObject, isLast?: boolean): void;
  /** Resolves once all that was recorded is written, or writing has failed. */
  flush(): Promise<void>;
  /** Calls `tell` with the cause if writing fails. Nothing is recorded after that. */
  onFailure(tell: (cause: string) => void): void;
}

/** The objects that earlier parts of the run have settled. */
export interface EarlierPart {
  readonly resumed: Resumed;
  /** Whether a part broke off, so that some of its bills never arrived. */
  readonly brokeOff: boolean;
  /**
   * The number of the entry by which this very object (its key, size and entity tag) was settled. An
   * object is found once.
   */
  find(object: ListedObject): number | undefined;
  /** Lets every object be found once more, by another listing. */
  forgetFound(): void;
  /** The number of objects that an entry settles. */
  objectsOf(entry: number): number;
  read(entry: number): Promise<Settled>;
  /** Looks up what is known of an object that was not settled, so that {@link stateOf} has it. */
  loadState(object: ListedObject): Promise<void>;
  stateOf(object: ListedObject): DividedObject | undefined;
}
