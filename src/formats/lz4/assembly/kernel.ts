// Decodes LZ4 blocks (LZ4 block format description, https://github.com/lz4/lz4/blob/dev/doc).

/**
 * The number of bytes that may be read after the input, and written after the output's capacity, because
 * all copies are made in steps of this size.
 */
export const PADDING: usize = 16;

const MIN_MATCH: usize = 4;
const OFFSET_BYTES: usize = 2;
/** A length that half of the token can't hold continues in the bytes after it. */
const LONG: usize = 15;

/** The result of the last call of {@link readLength}. */
let longLength: usize = 0;

/** Reads the rest of a long length and returns the address after it; zero if the input ends before. */
function readLength(start: usize, inputEnd: usize): usize {
  let at = start;
  let length = LONG;
  while (at < inputEnd) {
    const byte = <usize>load<u8>(at);
    at += 1;
    length += byte;
    if (byte < 255) {
      longLength = length;
      return at;
    }
  }
  return 0;
}

/** Copies from at least eight bytes before, because a step may read bytes that earlier steps wrote. */
function copy(start: usize, source: usize, end: usize): void {
  let to = start;
  let from = source;
  while (to < end) {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    to += 16;
    from += 16;
  }
}

/** Copies from fewer than eight bytes before, which repeats them. */
function repeat(start: usize, offset: usize, end: usize): void {
  let to = start;
  const stop = min(end, to + 16);
  do {
    store<u8>(to, load<u8>(to - offset));
    to += 1;
  } while (to < stop);
  // A pattern that repeats every `offset` bytes also repeats at every multiple of it.
  let distance = offset;
  while (distance < 8) distance += offset;
  copy(to, to - distance, end);
}

/**
 * Decodes the block of `length` bytes at `input` to `output`. The `history` bytes before `output` were
 * decoded before it. Returns the number of decoded bytes. If the bytes are no block, or decode to more
 * than `capacity` bytes, returns -1 minus the number that were decoded before the fault.
 */
export function decodeBlock(
  input: usize,
  length: usize,
  output: usize,
  capacity: usize,
  history: usize,
): i32 {
  const inputEnd = input + length;
  const outputEnd = output + capacity;
  const oldest = output - history;
  let from = input;
  let to = output;
  while (from < inputEnd) {
    const token = <usize>load<u8>(from);
    from += 1;

    let literals = token >>> 4;
    if (literals >= LONG) {
      from = readLength(from, inputEnd);
      if (!from) break;
      literals = longLength;
    }
    if (literals > inputEnd - from || literals > outputEnd - to) break;
    // Most copies take one step, and a function call would take as long.
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    if (literals > 16) copy(to + 16, from + 16, to + literals);
    from += literals;
    to += literals;
    // A block's last sequence, and no other, has no match.
    if (from >= inputEnd) return <i32>(to - output);

    if (inputEnd - from < OFFSET_BYTES) break;
    const offset = <usize>load<u16>(from);
    from += OFFSET_BYTES;
    if (!offset || offset > to - oldest) break;
    let matched = token & LONG;
    if (matched >= LONG) {
      from = readLength(from, inputEnd);
      if (!from) break;
      matched = longLength;
    }
    matched += MIN_MATCH;
    if (matched > outputEnd - to) break;
    if (offset < 8) {
      repeat(to, offset, to + matched);
    } else {
      store<u64>(to, load<u64>(to - offset));
      store<u64>(to, load<u64>(to + 8 - offset), 8);
      if (matched > 16) copy(to + 16, to + 16 - offset, to + matched);
    }
    to += matched;
  }
  return -1 - <i32>(to - output);
}
