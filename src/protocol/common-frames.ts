// The frames that both tiers send: `hello`, `heartbeat` and `end`.

import * as v from 'valibot';
import { ARCHITECTURES } from './architecture.ts';
import { wholeNumber } from './terms.ts';

/** Requests that the object store bills, sent since the answer began. */
export const storeRequests = v.optional(wholeNumber);

/** The reason of a remark: something odd that took nothing from the count. */
export const remark = v.optional(v.string());

/** The first frame of every answer. */
export const helloSchema = v.object({
  type: v.literal('hello'),
  protocol: wholeNumber,
  version: v.string(),
  requestId: v.string(),
  /** The function's architecture, in Lambda's words; its price depends on it. */
  architecture: v.optional(v.picklist(ARCHITECTURES)),
  /** A worker with several threads says how many count at the same time. */
  threads: v.optional(v.pipe(wholeNumber, v.minValue(1))),
});

/**
 * The function is alive. Its provisional figures are for the display: a worker's cover what no `count` or
 * `checkpoint` has covered, a cascade's cover all objects without an outcome.
 */
export const heartbeatSchema = v.object({
  type: v.literal('heartbeat'),
  readingBytes: wholeNumber,
  /** The counts of these bytes. */
  decodedBytes: v.optional(wholeNumber),
  lines: v.optional(wholeNumber),
  words: v.optional(wholeNumber),
  /** A few slices or objects that are being read: the index of each, and the bytes read of it. */
  reading: v.optional(v.array(v.tuple([wholeNumber, wholeNumber]))),
  /** Present in a cascade's frame while its launches wait because Lambda throttled others. */
  waiting: v.optional(v.literal('throttled')),
  /** The workers that a cascade has from now on, if they are fewer than it was given; it leaves the rest to others. */
  workers: v.optional(wholeNumber),
  storeRequests,
});

/** The answer is complete. An answer without it broke off. */
export const endSchema = v.object({
  type: v.literal('end'),
  storeRequests,
  /** Present if a cascade launched less than it had to, because its workers might have cost too much. */
  overBudget: v.optional(v.literal(true)),
});
