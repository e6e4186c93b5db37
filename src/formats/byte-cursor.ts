// A reading position in a byte source: look ahead a little, take what is there, go on.

import type { ByteSource } from './byte-source.ts';

const NOTHING = new Uint8Array(0);

export class ByteCursor {
  /** What was read and not yet consumed; valid until the next call of `fill` or `advance`. */
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

  /** Whether the source has ended, so that `buffered` is all there is. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads on until `atLeast` bytes are buffered or the source ends; says whether they are. What is
   * buffered stays so when the source throws.
   */
  async fill(atLeast = 1): Promise<boolean> {
    if (this.buffered.length === 0 && !this.#ended) await this.#take();
    if (this.buffered.length < atLeast && !this.#ended) await this.#gather(atLeast);
    return this.buffered.length >= atLeast;
  }

  /** Like {@link fill}, but an error of the source waits until what came before it is consumed. */
  async lookAhead(bytes: number): Promise<void> {
    await this.fill(bytes).catch(() => undefined);
  }

  /** The next chunk that is not empty becomes what is buffered, without a copy. */
  async #take(): Promise<void> {
    do this.buffered = (await this.#next()) ?? NOTHING;
    while (this.buffered.length === 0 && !this.#ended);
  }

  /** Asking for the next chunk may overwrite the one before, so all of them are copied. */
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

  /** Consumes the first `bytes` of what is buffered. */
  advance(bytes: number): void {
    this.buffered = this.buffered.subarray(bytes);
    this.position += bytes;
  }

  /** Lets go of the source, whether or not it was read to its end. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
