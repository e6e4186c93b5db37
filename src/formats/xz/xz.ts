// Decodes xz (The .xz File Format 1.2.1): every stream of a concatenated file, with all checksums verified.

import pLimit from 'p-limit';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ReasonCode } from '../../errors/reasons.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Decoding, Format, Sink } from '../format.ts';
import { openXzDecoder, RESULT, type XzDecoder } from './xz-decoder.ts';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;

/** The faults of `enum xz_ret` that a decoder of files can report (xz.h of XZ Embedded). */
const FAULTS: Readonly<Record<number, { code: ReasonCode; problem: string }>> = {
  3: { code: 'too-much-memory', problem: 'there is not enough memory for its dictionary' },
  4: { code: 'too-much-memory', problem: 'its dictionary is larger than 64 MiB' },
  5: { code: 'trailing-garbage', problem: 'there is no xz data any more' },
  6: { code: 'unsupported-format', problem: 'it has a filter or check that is not read' },
};

/** One object at a time: a dictionary takes up to 64 MiB, and a thread has one instance of the decoder. */
const takeTurns = pLimit(1);

export const xz: Format = {
  name: 'xz',
  extensions: ['.xz', '.txz'],
  costPerByte: 40,
  recognises: (head) => head[0] === MAGIC[0] && MAGIC.every((byte, index) => head[index] === byte),
  decode: (cursor, decoding) => takeTurns(decodeAll, cursor, decoding),
  splitHint: () => undefined,
};

async function decodeAll(
  cursor: ByteCursor,
  { sink, preserveOutputFrom }: Pick<Decoding, 'sink' | 'preserveOutputFrom'>,
): Promise<void> {
  const decoder = await openXzDecoder();
  try {
    while (await cursor.fill()) {
      const untilPreserving = preserveOutputFrom - cursor.position;
      const piece = cursor.buffered.subarray(0, untilPreserving > 0 ? untilPreserving : 1);
      const result = await write(decoder, cursor, piece, sink);
      if (result !== RESULT.ok) throw toDecodeError(result, cursor, piece.length);
      cursor.advance(piece.length);
    }
    const result = await write(decoder, cursor, cursor.buffered, sink);
    if (result === RESULT.ok) throw new DecodeError('truncated', 'the xz data ends too early');
    if (result !== RESULT.end) throw toDecodeError(result, cursor, 0);
  } finally {
    decoder.close();
  }
}

/** Decodes a piece. An empty piece marks the end of the data. */
async function write(
  decoder: XzDecoder,
  { position }: ByteCursor,
  piece: Uint8Array,
  sink: Sink,
): Promise<number> {
  try {
    return await decoder.write(piece, sink);
  } catch (cause) {
    if ((cause as Error).name !== 'RuntimeError') throw cause;
    const message = `the xz data near byte ${position} takes more memory than there is`;
    throw new DecodeError('too-much-memory', message, { cause });
  }
}

/** At damage the decoder keeps for itself what it has decoded of the piece and not yet given. */
function toDecodeError(result: number, { position }: ByteCursor, pieceBytes: number): DecodeError {
  const fault = FAULTS[result];
  const { code, problem } = fault ?? {
    code: 'corrupt',
    problem: `it is damaged (XZ Embedded's error ${result})`,
  };
  return new DecodeError(
    code,
    `the xz data near byte ${position} can't be decoded: ${problem}`,
    fault === undefined && pieceBytes > 1 ? { preserveOutputFrom: position } : {},
  );
}
