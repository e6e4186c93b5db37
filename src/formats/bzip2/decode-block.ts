// One block out of memory, from the bits to the text.

import { DecodeError } from '../../errors/decode-error.ts';
import type { Sink } from '../format.ts';
import type { BitReader } from './bit-reader.ts';
import { BlockHeader } from './block-header.ts';
import { BlockChecksum } from './checksum.ts';
import { expandRuns, PIECE_BYTES } from './expand-runs.ts';
import { TransformInverter } from './invert-transform.ts';
import { LastColumn } from './last-column.ts';
import { readSymbols } from './read-symbols.ts';

/** 10 MB, so there is one for each thread: between two blocks it remembers nothing. */
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
 * Decodes the block whose magic the reader has just read, and leaves the reader behind the block.
 * Nothing of a block reaches the sink unless all of it is right.
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

/** Runs can make a text fifty times as long: then they are expanded twice rather than kept. */
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
