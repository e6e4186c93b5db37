// The terms of frames and requests: counts, places, faults.

import * as v from 'valibot';

/** Beyond 2^53 sums would no longer be exact. */
export const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

export const countSchema = v.object({
  bytes: wholeNumber,
  lines: wholeNumber,
  words: wholeNumber,
  startsInWord: v.boolean(),
  endsInWord: v.boolean(),
});

/** The condition of a count, as its format has it. A longer one is not worth its place in a frame. */
export const conditionSchema = v.pipe(v.string(), v.maxLength(1_000_000));

/** A count of whole objects, which are never joined, only added. */
export const tallySchema = v.object({ bytes: wholeNumber, lines: wholeNumber, words: wholeNumber });

/** A place in an object, as its format has it. */
export const positionSchema = v.object({ at: wholeNumber, decoderState: v.optional(v.string()) });

export const faultEntries = {
  /** One of the reasons of the catalogue. */
  code: v.string(),
  /** The exact finding, for `--debug`. */
  message: v.string(),
  retryable: v.boolean(),
};
