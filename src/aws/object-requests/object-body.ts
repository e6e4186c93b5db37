// The body of a response whose length is known.

import { Readable } from 'node:stream';
import type { StoreConnection } from './store-connection.ts';

export class ObjectBody extends Readable {
  readonly #connection: StoreConnection;
  #leftBytes: number;
  #release: (() => void) | undefined;

  /** `release` is called when nothing of the body is left, and the connection may be used again. */
  constructor(connection: StoreConnection, sizeBytes: number, release: () => void) {
    super();
    this.#connection = connection;
    this.#leftBytes = sizeBytes;
    this.#release = release;
    // The reader of the body is told of errors then.
    this.on('error', () => undefined);
  }

  /** The bytes without a copy: each chunk is valid until the next one is asked for. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk = await this.#next(); chunk; chunk = await this.#next()) yield chunk;
    } finally {
      this.destroy();
    }
  }

  /** A reader that takes it as a stream may keep its chunks, so these are copies. */
  override _read(): void {
    this.#next().then(
      (chunk) => this.push(chunk ? Buffer.from(chunk) : null),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#finish(error ?? undefined);
    done(error);
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#leftBytes === 0) {
      this.#finish();
      return undefined;
    }
    const bytes = await this.#connection.take();
    if (!bytes) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const surplus = bytes.length - this.#leftBytes;
    if (surplus > 0) this.#connection.giveBack(surplus);
    const chunk = surplus > 0 ? bytes.subarray(0, this.#leftBytes) : bytes;
    this.#leftBytes -= chunk.length;
    return chunk;
  }

  /** The last chunk is no longer used, unless an error cut its reader short. */
  #finish(error?: Error): void {
    if (!this.#release) return;
    if (this.#leftBytes === 0 && !error) this.#release();
    else this.#connection.destroy(error);
    this.#release = undefined;
  }
}
