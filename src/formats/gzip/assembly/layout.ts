// Where in memory the inflater keeps its things. The memory is the counting kernel's, so that what is
// decoded is counted where it lies; its first three pages are that kernel's own.

const BASE: usize = 3 * 64 * 1024;

// The first 4 KiB are for the compiler's own constants (see build-kernels.js).

/** The stream that is being decoded: its fields are in state.ts. */
export const STATE: usize = BASE + 0x1000;

// The decode tables have 32-bit entries (tables.ts), and room for as many as the most unfavourable
// code needs: 2,342 for 288 symbols with 11 bits at once, 402 for 32 symbols with 8 bits at once.

export const LITERAL_BITS: u32 = 11;
export const LITERAL_TABLE: usize = STATE + 0x100;

export const DISTANCE_BITS: u32 = 8;
export const DISTANCE_TABLE: usize = LITERAL_TABLE + 0x2500;

/** Up to here reaches what has to be kept when another stream takes its turn. */
export const STATE_END: usize = DISTANCE_TABLE + 0x680;

// For use within one call only.

/** One byte for each symbol: of the literal code, then at once of the distance code. */
export const CODE_LENGTHS: usize = STATE_END + 0x80;
/** 16-bit symbols in the order of their codes. */
export const SORTED_SYMBOLS: usize = CODE_LENGTHS + 0x180;
/** For each code length, how many codes have it: 32-bit numbers. */
export const LENGTH_COUNTS: usize = SORTED_SYMBOLS + 0x280;
/** For each code length, where its next symbol is to be put: 32-bit numbers. */
export const LENGTH_OFFSETS: usize = LENGTH_COUNTS + 0x40;
/** The table of the code for code lengths. */
export const PRECODE_BITS: u32 = 7;
export const PRECODE_TABLE: usize = LENGTH_OFFSETS + 0x40;

/** The encoded bytes: what the last call left over, and a new piece behind. */
export const INPUT: usize = BASE + 0x5000;
/** The most bytes that a new piece may have. */
export const INPUT_CAPACITY: usize = 64 * 1024;
// Left over is less than the longest block header, which has some 570 bytes; the last bytes are read
// eight at a time.
const INPUT_SLACK: usize = 0x800;

/** The maximum distance of a match, in bytes (RFC 1951, section 2). */
export const WINDOW_SYMBOLS: usize = 32 * 1024;
const LARGEST_SYMBOL: usize = 2;

const WINDOW: usize = INPUT + INPUT_CAPACITY + INPUT_SLACK;
/** The decoded bytes, behind the window that they refer to. */
export const OUTPUT: usize = WINDOW + WINDOW_SYMBOLS * LARGEST_SYMBOL;
/** Few enough to stay in a core's second-level cache until they are counted. */
export const OUTPUT_CAPACITY: usize = 128 * 1024;
/**
 * The same for symbols of 16 bits: with the longest match behind, there are fewer than 2^16, so that a number of 16 bits
 * can count them.
 */
export const SYMBOLS_CAPACITY: usize = OUTPUT_CAPACITY - 0x400;
/** A match may begin at the capacity's last byte, and four vectors are written at least. */
export const OUTPUT_SLACK: usize = 0x400;

// For slices whose window is not known (form.ts).

const BEHIND_OUTPUT: usize = OUTPUT + OUTPUT_CAPACITY + OUTPUT_SLACK;

/** For each byte, 1 if it belongs to a word. */
export const WORD_BYTES: usize = BEHIND_OUTPUT;
/** For each highest byte, what takes the factor x^8 out of a checksum. */
export const INVERSE_BYTE: usize = WORD_BYTES + 0x100;
/** For each byte at each of four places, what it gives to a checksum with a chunk's factor: 32-bit numbers. */
export const SCALED: usize = INVERSE_BYTE + 0x400;
/** The matches of the last chunk of symbols: where each was written, and its distance and length. */
export const MATCHES: usize = SCALED + 0x1000;
export const MATCH_BYTES: usize = 8;
const SHORTEST_MATCH: usize = 3;
/** The most symbols that a chunk has: the last match may reach beyond the capacity. */
const CHUNK_SYMBOLS: usize = OUTPUT_CAPACITY / LARGEST_SYMBOL;
/** How many of them are in a table, with some behind for whole vectors. */
export const ONES_COUNT: usize = CHUNK_SYMBOLS + 0x10;
/** The numbers of the symbols of a chunk at which a match begins or ends and there is a break: 16 bits each. */
export const JUNCTIONS: usize = MATCHES + (CHUNK_SYMBOLS / SHORTEST_MATCH + 2) * MATCH_BYTES;
/** For each symbol of a chunk, and 16 more, the factor x^-8i of its offset in the chunk: 32-bit numbers. */
export const POWERS: usize = JUNCTIONS + (CHUNK_SYMBOLS / SHORTEST_MATCH + 2) * 4;
/** As many times 1: 16-bit numbers. */
export const ONES: usize = POWERS + ONES_COUNT * 4;
/** For each symbol of a chunk and of the window before it, how often it and the one before come: 16-bit numbers. */
export const WINDOW_TIMES: usize = ONES + ONES_COUNT * 2;
export const TIMES: usize = WINDOW_TIMES + WINDOW_SYMBOLS * 2;
/** The same with the sums of their factors: 32-bit numbers. */
export const WINDOW_SUMS: usize = TIMES + ONES_COUNT * 2;
export const SUMS: usize = WINDOW_SUMS + WINDOW_SYMBOLS * 4;
/** How many symbols are looked at before the breaks among them are noted. */
export const BLOCK_SYMBOLS: usize = 512;
/** For each symbol of a chunk, and then of a window, a bit: whether there is a break. */
export const BREAKS_MASKS: usize = SUMS + ONES_COUNT * 4;
export const WINDOW_MASKS: usize = BREAKS_MASKS + CHUNK_SYMBOLS / 8 + 0x10;
/** The numbers of the symbols of a block at which there is a break: 16 bits each. */
export const LISTED: usize = WINDOW_MASKS + WINDOW_SYMBOLS / 8 + 0x10;
/** The last chunk of symbols as bytes, zero where they are markers. */
export const KNOWN_BYTES: usize = LISTED + BLOCK_SYMBOLS * 2 + 0x20;
const KNOWN_CAPACITY: usize = OUTPUT_CAPACITY / LARGEST_SYMBOL + 0x400;

/** The form: its fields, then its breaks. */
export const FORM: usize = KNOWN_BYTES + KNOWN_CAPACITY;
/**
 * A hash table with slots of four 32-bit numbers: two neighbours (never 0), how often they come, and the sum of
 * their factors.
 */
export const BREAKS: usize = FORM + 0x80;
export const BREAK_SLOTS: u32 = 1 << 16;
export const BREAK_BYTES: usize = 16;
export const FORM_END: usize = BREAKS + <usize>BREAK_SLOTS * BREAK_BYTES;

// For the search for blocks (find-block.ts).

/** For four code lengths of three bits, what share of the code space they take, in 128ths: 16 bits. */
export const SHARES: usize = FORM_END;
/** For the next 13 bits, after how many of them a block may begin: bytes. */
export const SKIPS: usize = SHARES + 0x2000;

// For checksums (fold-checksum.ts).

/** The vectors that were folded last, and as many bytes of new ones as follow. */
export const FOLDED: usize = SKIPS + 0x2000;
export const FOLDED_CAPACITY: usize = 8 * 1024;
export const RESIDUE: usize = FOLDED + 0xd00 + FOLDED_CAPACITY;
