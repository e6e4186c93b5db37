// A reading position in a byte source: look ahead a little, take what is there, go on.

import type { ByteSource } from './byte-source.ts';

const NOTHING = new Uint8Array(0);

export class ByteCursor {
  /** What was read and not yet consumed; valid until the next call of `fill` or `advance`. */
  buffered: Uint8Array = NOTHING;
  /** How many bytes were consumed. */
  position = 0;
  readonly #iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array>;
  #ended = false;
  #failure: { error: unknown } | undefined;

  constructor(source: ByteSource) {
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
    while (this.buffered.length < atLeast && !this.#ended) {
      if (this.#failure) throw this.#failure.error;
      // Asking for the next chunk may overwrite this one, so what is left of it is set aside; not
      // by slice(), which for a Buffer copies nothing.
      const left = new Uint8Array(this.buffered);
      this.buffered = left;
      const { done, value } = await this.#next();
      if (done) this.#ended = true;
      else this.buffered = left.length === 0 ? value : concatenate(left, value);
    }
    return this.buffered.length >= atLeast;
  }

  /** Like {@link fill}, but an error of the source waits until what came before it is consumed. */
  async lookAhead(bytes: number): Promise<void> {
    await this.fill(bytes).catch(() => undefined);
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#iterator.next();
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

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
