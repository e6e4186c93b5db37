// A connection to a store, over TLS or not. Its bytes are taken as they are wanted, from memory that is used
// again.

import type { OnReadOpts, Socket } from 'node:net';
import { ReceiveBuffer } from './receive-buffer.ts';

export class StoreConnection {
  readonly #socket: Socket;
  readonly #buffer = new ReceiveBuffer();
  #error: Error | undefined;
  #hasEnded = false;
  #isPaused = false;
  #isWakeDue = false;
  #wake: (() => void) | undefined;

  /**
   * `connect` makes the socket, with this option for what it receives:
   * https://nodejs.org/api/net.html#new-netsocketoptions
   */
  constructor(connect: (onread: OnReadOpts) => Socket) {
    this.#socket = connect({
      buffer: () => this.#buffer.space(),
      callback: (bytes) => this.#receive(bytes),
    });
    this.#socket
      .on('end', () => this.#end())
      .on('close', () => this.#end())
      .on('error', (error) => this.#end(error));
  }

  /** The next bytes, valid until the next call; nothing at the end. Throws the connection's error. */
  async take(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.#error ? undefined : this.#buffer.take();
      if (this.#isPaused && !this.#buffer.isFull) {
        this.#isPaused = false;
        this.#socket.resume();
      }
      if (bytes) return bytes;
      if (this.#error) throw this.#error;
      if (this.#hasEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Undoes the taking of the last of these bytes. */
  giveBack(bytes: number): void {
    this.#buffer.giveBack(bytes);
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Whether a request may be sent: the connection is open, and nothing came that was not asked for. */
  get isIdle(): boolean {
    return !this.#hasEnded && this.#buffer.isEmpty;
  }

  /** An idle connection keeps no process from ending. */
  setIdle(isIdle: boolean): void {
    if (isIdle) this.#socket.unref();
    else this.#socket.ref();
  }

  destroy(error?: Error): void {
    this.#end(error);
    this.#socket.destroy();
  }

  /** Called for each TLS record. False pauses the socket, which still gives what it has decrypted. */
  #receive(bytes: number): boolean {
    this.#buffer.received(bytes);
    if (this.#buffer.isFull) {
      this.#isPaused = true;
      this.#wakeTaker();
      return false;
    }
    if (!this.#isWakeDue && this.#wake) {
      this.#isWakeDue = true;
      // By then, all has come that was there, in many records.
      setImmediate(() => {
        this.#isWakeDue = false;
        this.#wakeTaker();
      });
    }
    return true;
  }

  #end(error?: Error): void {
    this.#hasEnded = true;
    this.#error ??= error;
    this.#wakeTaker();
  }

  #wakeTaker(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
