// A response for Node's own parser, of which the first bytes have been taken from the connection already.

import { Duplex } from 'node:stream';
import type { StoreConnection } from './store-connection.ts';

export class ReplayedConnection extends Duplex {
  readonly #connection: StoreConnection;
  #first: Buffer | undefined;

  constructor(first: Buffer, connection: StoreConnection) {
    super();
    this.#first = first.length > 0 ? first : undefined;
    this.#connection = connection;
  }

  override _read(): void {
    const first = this.#first;
    this.#first = undefined;
    if (first) this.push(first);
    else {
      this.#connection.take().then(
        (bytes) => this.push(bytes ? Buffer.from(bytes) : null),
        (error) => this.destroy(error),
      );
    }
  }

  /** The request has been sent already. */
  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }

  /** Node has read the response, and uses the connection no more. */
  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#connection.destroy();
    done(error);
  }
}
