// What the matches of a deflate stream can refer to.

/** How far back a match reaches at the most (RFC 1951, section 2). */
export const WINDOW_BYTES = 32 * 1024;
