// How many lanes list a bucket. This file loads nothing, because every start of the program reads it.

/** Most ranges of keys that are listed at the same time, unless told otherwise. */
export const LISTING_LANES = 16;
