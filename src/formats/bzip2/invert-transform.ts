// Undoes the Burrows-Wheeler transform of a block.

import { DecodeError } from '../../errors/decode-error.ts';
import { LARGEST_BLOCK } from './read-symbols.ts';
import { StretchWalker } from './walk-stretches.ts';

/** Below this the links stay in the processor's cache, and there is little to wait for. */
const SMALL_BLOCK = 16_384;

export class TransformInverter {
  /** The block's bytes, to be put here before {@link invert} is called. */
  readonly bytes = new Uint8Array(LARGEST_BLOCK);
  /** The low eight bits of a link are a byte of the text, the others tell which link follows. */
  readonly #links = new Int32Array(LARGEST_BLOCK);
  readonly #text = new Uint8Array(LARGEST_BLOCK);
  readonly #walker = new StretchWalker(this.#links);

  /**
   * @param length how many bytes the block has.
   * @param origin the place of the text among its sorted rotations.
   * @returns the text, valid until the next call.
   * @throws {DecodeError} `corrupt` when there is no such place.
   */
  invert(length: number, origin: number): Uint8Array {
    if (origin >= length) throw new DecodeError('corrupt', 'its text begins nowhere');
    this.#link(this.bytes.subarray(0, length));
    const text = this.#text.subarray(0, length);
    if (length < SMALL_BLOCK) this.#walk(origin, text);
    else this.#walker.walk(origin, text);
    return text;
  }

  /** The bytes that rotations begin with are those that they end with, sorted: each is linked to its like. */
  #link(bytes: Uint8Array): void {
    const links = this.#links;
    const places = new Int32Array(256);
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] as number;
      places[byte] = (places[byte] as number) + 1;
    }
    let smaller = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      const count = places[byte] as number;
      places[byte] = smaller;
      smaller += count;
    }
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] as number;
      const place = places[byte] as number;
      places[byte] = place + 1;
      links[place] = (index << 8) | byte;
    }
  }

  #walk(first: number, text: Uint8Array): void {
    let at = first;
    for (let index = 0; index < text.length; index += 1) {
      const link = this.#links[at] as number;
      text[index] = link;
      at = link >>> 8;
    }
  }
}
