// Undoes the Burrows-Wheeler transform of a block.

import { DecodeError } from '../../errors/decode-error.ts';
import { type LastColumn, MAX_BLOCK_BYTES } from './last-column.ts';
import { StretchWalker } from './walk-stretches.ts';

/** The links of a block below this size stay in the processor's cache, so reading them takes little time. */
const SMALL_BLOCK_BYTES = 16_384;

export class TransformInverter {
  /** The low eight bits of a link are a byte of the text; the others are the index of the next link. */
  readonly #links = new Int32Array(MAX_BLOCK_BYTES);
  readonly #text = new Uint8Array(MAX_BLOCK_BYTES);
  readonly #walker = new StretchWalker(this.#links);

  /**
   * @param origin the index of the text among the sorted rotations.
   * @returns the text, valid until the next call.
   * @throws {DecodeError} `corrupt` if there is no such rotation.
   */
  invert(column: LastColumn, origin: number): Uint8Array {
    if (origin >= column.length) throw new DecodeError('corrupt', 'its text begins nowhere');
    this.#link(column);
    const text = this.#text.subarray(0, column.length);
    if (text.length < SMALL_BLOCK_BYTES) this.#walk(origin, text);
    else this.#walker.walk(origin, text);
    return text;
  }

  /**
   * Rotated by one more byte, a rotation begins with the byte with which it ended. Rotations that end with
   * the same byte keep their order, so the sorted bytes give the new index of each.
   */
  #link({ bytes, length, counts }: LastColumn): void {
    const places = new Int32Array(256);
    for (let byte = 0, smaller = 0; byte < 256; byte += 1) {
      places[byte] = smaller;
      smaller += counts[byte] as number;
    }
    for (let index = 0; index < length; ) {
      const byte = bytes[index] as number;
      let place = places[byte] as number;
      do {
        this.#links[place] = (index << 8) | byte;
        place += 1;
        index += 1;
      } while (index < length && bytes[index] === byte);
      places[byte] = place;
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
