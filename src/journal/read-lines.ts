// Reads a journal line by line. A last line without its newline was torn off by a crash, and is left out.

import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 2 ** 20;
const NEWLINE = 0x0a;

/** Far more than any line has, so that a file that is no journal does not fill the memory. */
const MAX_LINE_BYTES = 2 ** 28;

/** `text` is valid until `visit` returns. `offset` is where it is in the file. */
export type VisitLine = (text: Buffer, offset: number) => void;

/**
 * Resolves to the length of all whole lines.
 * @throws {SyntaxError} at a line that is too long.
 */
export async function readLines(handle: FileHandle, visit: VisitLine): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  /** Where `rest` begins in the file. */
  let offset = 0;
  const chunk = Buffer.alloc(CHUNK_BYTES);
  while (true) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, offset + rest.length);
    if (bytesRead === 0) return offset;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    // The rest is known to have no newline.
    let end = bytes.indexOf(NEWLINE, rest.length);
    while (end >= 0) {
      visit(bytes.subarray(start, end), offset + start);
      start = end + 1;
      end = bytes.indexOf(NEWLINE, start);
    }
    rest = bytes.subarray(start);
    offset += start;
    if (rest.length > MAX_LINE_BYTES) throw new SyntaxError('a line is too long');
  }
}
