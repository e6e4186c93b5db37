// Decodes one block that is in memory, from its bits to its text.

import { DecodeError } from '../../errors/decode-error.ts';
import type { Sink } from '../format.ts';
import type { BitReader } from './bit-reader.ts';
import { BlockHeader } from './block-header.ts';
import { BlockChecksum } from './checksum.ts';
import { expandRuns, PIECE_BYTES } from './expand-runs.ts';
import { TransformInverter } from './invert-transform.ts';
import { LastColumn } from './last-column.ts';
import { readSymbols } from './read-symbols.ts';

/** It takes 10 MB, so a thread has only one. It holds nothing between two blocks. */
let workspace: ReturnType<typeof createWorkspace> | undefined;

function createWorkspace() {
  return {
    header: new BlockHeader(),
    column: new LastColumn(),
    inverter: new TransformInverter(),
    room: new Uint8Array(PIECE_BYTES),
  };
}

/**
 * Decodes the block whose magic the reader has just read, and leaves the reader at the block's end. A
 * block reaches the sink only if all of it is correct.
 * @throws {DecodeError} `truncated` or `corrupt`.
 */
export function decodeBlock(reader: BitReader, sink: Sink): void {
  workspace ??= createWorkspace();
  const { header, column, inverter, room } = workspace;
  header.read(reader);
  readSymbols(reader, header, column);
  const text = inverter.invert(column, header.origin);
  emit(text, room, header.checksum, sink);
}

/** Runs can make a text fifty times as long. Such a text is expanded twice, and never held in memory. */
function emit(text: Uint8Array, room: Uint8Array, expected: number, sink: Sink): void {
  const checksum = new BlockChecksum();
  let last: Uint8Array | undefined;
  const pieces = expandRuns(text, room, (piece) => {
    checksum.add(piece);
    last = piece;
  });
  if (checksum.value !== expected) {
    throw new DecodeError('corrupt', `its checksum is ${checksum.value}, not ${expected}`);
  }
  if (pieces === 1 && last) sink(last);
  else expandRuns(text, room, sink);
}
