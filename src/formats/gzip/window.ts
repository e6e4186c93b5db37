// The window of a deflate stream.

/** The maximum distance of a match (RFC 1951, section 2). */
export const WINDOW_BYTES = 32 * 1024;
