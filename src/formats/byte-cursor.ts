// A reading position in a stream of bytes, with look-ahead.

/**
 * The bytes of an object or slice, in order. A chunk is valid only until the next one is requested,
 * because its memory may be used again.
 */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const NOTHING = new Uint8Array(0);

export class ByteCursor {
  /** The bytes that were read and not yet consumed; valid until the next call of `fill` or `advance`. */
  buffered: Uint8Array = NOTHING;
  /** The offset in the object of the first buffered byte. */
  position: number;
  readonly #iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array>;
  #ended = false;
  #failure: { error: unknown } | undefined;

  /** `position` is the offset in the object of the source's first byte. */
  constructor(source: ByteSource, position = 0) {
    this.position = position;
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** Whether the source has ended, so that no bytes follow `buffered`. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads until `atLeast` bytes are buffered or the source ends, and says whether they are buffered. If
   * the source throws, the buffered bytes remain.
   */
  async fill(atLeast = 1): Promise<boolean> {
    if (this.buffered.length === 0 && !this.#ended) await this.#take();
    if (this.buffered.length < atLeast && !this.#ended) await this.#gather(atLeast);
    return this.buffered.length >= atLeast;
  }

  /** Like {@link fill}, but an error of the source is thrown only when more bytes are needed. */
  async lookAhead(bytes: number): Promise<void> {
    await this.fill(bytes).catch(() => undefined);
  }

  /** Buffers the next chunk that is not empty, without a copy. */
  async #take(): Promise<void> {
    do this.buffered = (await this.#next()) ?? NOTHING;
    while (this.buffered.length === 0 && !this.#ended);
  }

  /** The request for a chunk may overwrite the one before, so all of them are copied. */
  async #gather(atLeast: number): Promise<void> {
    let length = this.buffered.length;
    let gathered = new Uint8Array(Math.max(atLeast, 2 * length));
    gathered.set(this.buffered);
    try {
      while (length < atLeast && !this.#ended) {
        const chunk = await this.#next();
        if (!chunk) return;
        if (length + chunk.length > gathered.length) {
          const grown = new Uint8Array(length + chunk.length);
          grown.set(gathered.subarray(0, length));
          gathered = grown;
        }
        gathered.set(chunk, length);
        length += chunk.length;
      }
    } finally {
      this.buffered = gathered.subarray(0, length);
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#failure) throw this.#failure.error;
    try {
      const { done, value } = await this.#iterator.next();
      if (!done) return value;
      this.#ended = true;
      return undefined;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** Consumes the first `bytes` of the buffered bytes. */
  advance(bytes: number): void {
    this.buffered = this.buffered.subarray(bytes);
    this.position += bytes;
  }

  /** Closes the source, whether or not it was read to its end. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
