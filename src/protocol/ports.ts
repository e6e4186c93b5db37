// The two ports through which a run touches the world: where objects are, and who counts them.

import type { ReasonCode } from '../errors/reasons.ts';
import type { ByteSource } from '../formats/byte-cursor.ts';
import type { BilledFrame, CascadeFrame, WorkerFrame } from './frame.ts';
import type { CascadeRequest, ObjectRef, WorkerRequest } from './request.ts';

/**
 * An object of the listing; one with `unread` is known beforehand not to be readable. What is left out
 * does not count as listed: the run only says that there was such.
 */
export interface ListedObject extends ObjectRef {
  readonly unread?: Unread | { readonly status: 'left-out'; readonly code: ReasonCode };
}

/** An object as it was found, with what only the choice of objects needs. */
export interface FoundObject extends ListedObject {
  /** When it was last modified, in milliseconds since 1970. */
  readonly modifiedMs?: number;
  readonly storageClass?: string;
}

export interface Unread {
  readonly status: 'skipped' | 'failed';
  readonly code: ReasonCode;
}

export interface ObjectStore {
  /** Pages of the objects whose keys start with `prefix`, each object once, in an order that depends on them alone. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<readonly FoundObject[]>;
  /** Pages of the objects with these keys, in their order; one that is missing is `failed`. */
  lookUp?(keys: readonly string[], signal: AbortSignal): AsyncIterable<readonly FoundObject[]>;
  /**
   * The bytes `[start, end)` of an object. Iterating throws a `ReadError` when the object is gone,
   * has changed since it was listed, or can't be read.
   */
  read(object: ObjectRef, start: number, end: number, signal: AbortSignal): ByteSource;
  /**
   * All bytes of a small object, valid until the next call, from a store that has them without
   * waiting. Gives nothing when anything is out of the ordinary: {@link read} then says what.
   */
  readAtOnce?(object: ObjectRef): Uint8Array | undefined;
  /** How many requests that are billed were sent so far, where any are. */
  requests?(): number;
  /** How many of these are priced as GET requests; the others are LIST requests. */
  getRequests?(): number;
}

/**
 * Invokes a function and passes its frames on as they come. The last one is a `billed` frame, also
 * when the answer broke off; there is none where the function can't have run. Throws an
 * `InvocationError` when the function could not be invoked, or its answer broke. To stop listening is
 * to return from the iteration.
 */
export type Invoke<Request, Frame> = (
  request: Request,
  signal: AbortSignal,
) => AsyncIterable<Frame | BilledFrame>;

export type InvokeCascade = Invoke<CascadeRequest, CascadeFrame>;
export type InvokeWorker = Invoke<WorkerRequest, WorkerFrame>;
