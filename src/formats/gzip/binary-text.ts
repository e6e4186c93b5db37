// Numbers as text: in bytes, deflated and in base64.

import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Thrown for a text that {@link NumberWriter} can't have written. */
export class UnsoundText extends Error {}

export class NumberWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  /** A safe integer from 0 on: seven bits a byte, the lowest first. */
  number(value: number): void {
    this.#need(8);
    let left = value;
    for (; left > 0x7f; left = Math.floor(left / 0x80)) {
      this.#bytes[this.#length] = (left & 0x7f) | 0x80;
      this.#length += 1;
    }
    this.#bytes[this.#length] = left;
    this.#length += 1;
  }

  numbers(values: Iterable<number>): void {
    for (const value of values) this.number(value);
  }

  /** Each number by how much it is larger than the one before, at least by 1. */
  ascending(values: Iterable<number>): void {
    let least = 0;
    for (const value of values) {
      this.number(value - least);
      least = value + 1;
    }
  }

  /** Numbers of 32 bits of any size. */
  words(values: Uint32Array): void {
    const bytes = new DataView(new ArrayBuffer(4 * values.length));
    for (const [index, value] of values.entries()) bytes.setUint32(4 * index, value, true);
    this.#need(bytes.byteLength);
    this.#bytes.set(new Uint8Array(bytes.buffer), this.#length);
    this.#length += bytes.byteLength;
  }

  text(): string {
    const bytes = this.#bytes.subarray(0, this.#length);
    return deflateRawSync(bytes, { level: constants.Z_BEST_SPEED }).toString('base64');
  }

  #need(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what {@link NumberWriter} has written; each method throws {@link UnsoundText}. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(text: string, maxBytes: number) {
    try {
      this.#bytes = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: maxBytes });
    } catch (cause) {
      throw new UnsoundText('no deflated numbers', { cause });
    }
  }

  number(max: number): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new UnsoundText('a number is missing');
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (value > max) throw new UnsoundText('a number is too large');
      if (byte < 0x80) return value;
      // Zeros in front are no larger number, but could go on for ever.
      if (factor > 2 ** 49) throw new UnsoundText('a number is too long');
    }
  }

  /** So many numbers of 32 bits. */
  numbers(count: number): Uint32Array {
    const numbers = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) numbers[index] = this.number(0xffffffff);
    return numbers;
  }

  ascending(count: number, max: number): Uint32Array {
    const numbers = new Uint32Array(count);
    let least = 0;
    for (let index = 0; index < count; index += 1) {
      const value = least + this.number(max - least);
      numbers[index] = value;
      least = value + 1;
    }
    return numbers;
  }

  words(count: number): Uint32Array {
    const end = this.#at + 4 * count;
    if (end > this.#bytes.length) throw new UnsoundText('numbers are missing');
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, 4 * count);
    this.#at = end;
    const words = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) words[index] = view.getUint32(4 * index, true);
    return words;
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new UnsoundText('there is more than numbers');
  }
}
