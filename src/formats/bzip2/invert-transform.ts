// Undoes the Burrows-Wheeler transform of a block.

import { DecodeError } from '../../errors/decode-error.ts';
import { LARGEST_BLOCK, type LastColumn } from './last-column.ts';
import { StretchWalker } from './walk-stretches.ts';

/** Below this the links stay in the processor's cache, and there is little to wait for. */
const SMALL_BLOCK = 16_384;

export class TransformInverter {
  /** The low eight bits of a link are a byte of the text, the others tell which link follows. */
  readonly #links = new Int32Array(LARGEST_BLOCK);
  readonly #text = new Uint8Array(LARGEST_BLOCK);
  readonly #walker = new StretchWalker(this.#links);

  /**
   * @param origin which of the rotations is the text itself.
   * @returns the text, valid until the next call.
   * @throws {DecodeError} `corrupt` when there is no such rotation.
   */
  invert(column: LastColumn, origin: number): Uint8Array {
    if (origin >= column.length) throw new DecodeError('corrupt', 'its text begins nowhere');
    this.#link(column);
    const text = this.#text.subarray(0, column.length);
    if (text.length < SMALL_BLOCK) this.#walk(origin, text);
    else this.#walker.walk(origin, text);
    return text;
  }

  /**
   * A rotation by one byte more begins with what the other ended with. Those that end with the same
   * byte keep their order when they are rotated, so the sorted bytes tell where each of them goes.
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
