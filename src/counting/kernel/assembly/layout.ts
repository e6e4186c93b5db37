// The layout of the kernel's memory: input and results. They take three pages. The memory has more pages,
// for decoders whose output is counted in place.

/** The address of two 32-bit numbers: the newlines of the last call, and its words or separators. */
export const RESULTS: usize = 0;

export const INPUT: usize = 64;

/** The maximum input of one call in bytes. It stays in a core's second-level cache. */
export const CAPACITY: usize = 128 * 1024;

export const VECTOR: usize = 16;
export const BLOCK: usize = 4 * VECTOR;

/**
 * Fills the last block of the input, which may reach beyond {@link CAPACITY}, with a byte that the caller
 * does not count.
 */
export function padInput(end: usize, filler: v128): void {
  v128.store(end, filler, 0);
  v128.store(end, filler, 16);
  v128.store(end, filler, 32);
  v128.store(end, filler, 48);
}

export function storeResults(newlines: i32, words: i32): void {
  store<i32>(RESULTS, newlines, 0);
  store<i32>(RESULTS, words, 4);
}
