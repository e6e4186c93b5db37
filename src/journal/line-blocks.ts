// Sealed lines that wait to be written, encoded in blocks of bytes. As strings they would take twice the memory, and all
// of it would be collected late, because they wait long enough to count as old.

import { maxLineBytes, writeSealed } from './sealed-line.ts';

export interface LineBlocks {
  /** Adds a line. The value is an object with members. */
  add(value: object): void;
  /** Takes the first block out, and gives its length once `use` has done with it. There must be one. */
  take(use: (bytes: Uint8Array) => Promise<void>): Promise<number>;
  /** All lines that wait. */
  sizeBytes(): number;
  clear(): void;
}

const BLOCK_BYTES = 256 * 1024;
const MAX_BLOCK_BYTES = 16 * 2 ** 20;

/** So many blocks are kept to be filled again. */
const MAX_SPARE = 8;

interface Block {
  readonly bytes: Buffer;
  length: number;
}

export function createLineBlocks(): LineBlocks {
  /** Lines are added to the last one. */
  let blocks: Block[] = [];
  let sizeBytes = 0;
  const spare: Buffer[] = [];

  function blockFor(maxBytes: number): Block {
    const last = blocks.at(-1);
    if (last && last.length + maxBytes <= last.bytes.length) return last;
    // As large as what waits, so that few writes catch up, however long each of them takes.
    const wanted = Math.max(maxBytes, BLOCK_BYTES, Math.min(sizeBytes, MAX_BLOCK_BYTES));
    const bytes = (wanted === BLOCK_BYTES && spare.pop()) || Buffer.allocUnsafeSlow(wanted);
    const block = { bytes, length: 0 };
    blocks.push(block);
    return block;
  }

  return {
    add(value) {
      const text = JSON.stringify(value);
      const block = blockFor(maxLineBytes(text));
      const end = writeSealed(text, block.bytes, block.length);
      sizeBytes += end - block.length;
      block.length = end;
    },
    async take(use) {
      const { bytes, length } = blocks.shift() as Block;
      sizeBytes -= length;
      await use(bytes.subarray(0, length));
      if (bytes.length === BLOCK_BYTES && spare.length < MAX_SPARE) spare.push(bytes);
      return length;
    },
    sizeBytes: () => sizeBytes,
    clear() {
      blocks = [];
      sizeBytes = 0;
    },
  };
}
