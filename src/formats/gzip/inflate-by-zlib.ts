// One deflate stream (RFC 1951) by Node's zlib, where there is no kernel: at half the speed.

import { createInflateRaw, type InflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { Sink } from '../format.ts';

/** Large chunks cost the least CPU per byte; past this the gain is small and memory is not. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;

/** Below this a stream's set-up would cost more than the work; decoded in one call instead. */
const ONE_CALL_INPUT_BYTES = 64 * 1024;
const ONE_CALL_OUTPUT_BYTES = 1024 * 1024;

/** What a member of BGZF decodes to at the most. */
const ONE_CALL_CHUNK_BYTES = 64 * 1024;

/** How much is fed at a time where not even a piece of output may be lost to an error. */
const CAREFUL_INPUT_BYTES = 64;

export interface InflateHints {
  /** As `Format.decode` has it. */
  readonly preserveOutputFrom: number;
  /** Whether the stream may well end soon, though more bytes than it has follow. */
  readonly likelySmall: boolean;
}

/** @throws {DecodeError} `truncated` or `corrupt`. */
export async function inflateByZlib(
  cursor: ByteCursor,
  sink: Sink,
  { preserveOutputFrom, likelySmall }: InflateHints,
): Promise<void> {
  await cursor.lookAhead(ONE_CALL_INPUT_BYTES + 1);
  if (inflateInOneCall(cursor, sink, likelySmall)) return;
  await inflateAsStream(cursor, sink, preserveOutputFrom);
}

/** Decodes what is small and sound; says false, having done nothing, about all else. */
function inflateInOneCall(cursor: ByteCursor, sink: Sink, likelySmall: boolean): boolean {
  const isAll = cursor.ended && cursor.buffered.length <= ONE_CALL_INPUT_BYTES;
  if (!isAll && !likelySmall) return false;
  try {
    const options = {
      info: true,
      maxOutputLength: ONE_CALL_OUTPUT_BYTES,
      chunkSize: ONE_CALL_CHUNK_BYTES,
    };
    // With `info` the answer is an object that the type declarations do not know of.
    const { buffer, engine } = inflateRawSync(
      cursor.buffered.subarray(0, ONE_CALL_INPUT_BYTES),
      options as ZlibOptions,
    ) as unknown as {
      buffer: Uint8Array;
      engine: InflateRaw;
    };
    sink(buffer);
    cursor.advance(engine.bytesWritten);
    return true;
  } catch {
    return false;
  }
}

async function inflateAsStream(
  cursor: ByteCursor,
  sink: Sink,
  preserveOutputFrom: number,
): Promise<void> {
  const inflater = createInflateRaw({ chunkSize: OUTPUT_CHUNK_BYTES });
  let ended = false;
  let error: NodeJS.ErrnoException | undefined;
  let wake = () => {};
  inflater.on('data', sink);
  inflater.once('end', () => {
    ended = true;
    wake();
  });
  inflater.once('error', (cause) => {
    error = cause;
    wake();
  });
  const settled = (act: () => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      act();
    });

  try {
    while (!ended && (await cursor.fill())) {
      const piece = nextPiece(cursor, preserveOutputFrom);
      const consumedBefore = inflater.bytesWritten;
      // At the end of the deflate data the write is never called back; 'end' comes instead.
      await settled(() =>
        inflater.write(piece, (cause) => {
          error ??= cause ?? undefined;
          wake();
        }),
      );
      if (error) throw toDecodeError(error, cursor, piece.length);
      cursor.advance(inflater.bytesWritten - consumedBefore);
    }
    if (!ended) await settled(() => inflater.end());
    if (error) throw toDecodeError(error, cursor, 0);
  } finally {
    inflater.destroy();
  }
}

function nextPiece(cursor: ByteCursor, preserveOutputFrom: number): Uint8Array {
  const untilCareful = preserveOutputFrom - cursor.position;
  return cursor.buffered.subarray(0, untilCareful > 0 ? untilCareful : CAREFUL_INPUT_BYTES);
}

/** Node's inflater drops the output of the call that failed, which is why it may be done again. */
function toDecodeError(
  cause: NodeJS.ErrnoException,
  cursor: ByteCursor,
  pieceBytes: number,
): DecodeError {
  if (cause.code === 'Z_BUF_ERROR') {
    return new DecodeError('truncated', 'the deflate data ends too early', { cause });
  }
  const message = `damaged deflate data near byte ${cursor.position}: ${cause.message}`;
  const options = pieceBytes > CAREFUL_INPUT_BYTES ? { preserveOutputFrom: cursor.position } : {};
  return new DecodeError('corrupt', message, { cause, ...options });
}
