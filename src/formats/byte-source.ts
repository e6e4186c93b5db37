// Where encoded bytes come from.

/**
 * The bytes of an object or slice, in order. A chunk is valid only until the next one is asked for:
 * its memory may be used again.
 */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
