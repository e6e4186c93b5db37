// The memory into which a connection receives. It is used again and again: what Node allocates for each read
// makes it collect garbage so often that this costs as much as the decryption.

/** A slab of this size stays in a core's second-level cache until its bytes are counted. */
const SLAB_BYTES = 128 * 1024;

/** With less space than this a new slab begins. A TLS record has no more (RFC 8446, 5.1). */
const MIN_SPACE_BYTES = 16 * 1024;

interface Slab {
  readonly bytes: Uint8Array;
  /** Bytes were received up to here. */
  filled: number;
  /** And taken up to here. */
  taken: number;
}

export class ReceiveBuffer {
  /** The first is taken from, and the last is received into. */
  readonly #slabs: Slab[] = [newSlab()];
  readonly #spare: Slab[] = [];
  #waitingBytes = 0;

  /** Where the next bytes are to be written. */
  space(): Uint8Array {
    const last = this.#slabs.at(-1) as Slab;
    if (last.bytes.length - last.filled >= MIN_SPACE_BYTES) return last.bytes.subarray(last.filled);
    const next = this.#spare.pop() ?? newSlab();
    this.#slabs.push(next);
    return next.bytes;
  }

  /** So many bytes were written into the last {@link space}. */
  received(bytes: number): void {
    (this.#slabs.at(-1) as Slab).filled += bytes;
    this.#waitingBytes += bytes;
  }

  /** Whether it is time to stop receiving. What comes nevertheless is kept too. */
  get isFull(): boolean {
    return this.#waitingBytes >= SLAB_BYTES;
  }

  get isEmpty(): boolean {
    return this.#waitingBytes === 0;
  }

  /** Bytes that were received and not taken, if there are any; valid until the next call. */
  take(): Uint8Array | undefined {
    for (;;) {
      const slab = this.#slabs[0] as Slab;
      if (slab.taken < slab.filled) {
        const bytes = slab.bytes.subarray(slab.taken, slab.filled);
        slab.taken = slab.filled;
        this.#waitingBytes -= bytes.length;
        return bytes;
      }
      if (this.#slabs.length === 1) return undefined;
      this.#slabs.shift();
      slab.filled = 0;
      slab.taken = 0;
      this.#spare.push(slab);
    }
  }

  /** Undoes the taking of the last of these bytes. */
  giveBack(bytes: number): void {
    (this.#slabs[0] as Slab).taken -= bytes;
    this.#waitingBytes += bytes;
  }
}

function newSlab(): Slab {
  return { bytes: Buffer.allocUnsafeSlow(SLAB_BYTES), filled: 0, taken: 0 };
}
