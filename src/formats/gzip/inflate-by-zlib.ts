// Decodes one deflate stream (RFC 1951) with Node's zlib, where the kernel is missing. It takes twice as
// long.

import { createInflateRaw, type InflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import { OUTPUT_CHUNK_BYTES, type Sink } from '../format.ts';

/** Smaller data is decoded in one call, because the set-up of a stream would cost more than the work. */
const ONE_CALL_INPUT_BYTES = 64 * 1024;
const ONE_CALL_OUTPUT_BYTES = 1024 * 1024;

/** The maximum decoded size of a BGZF member. */
const ONE_CALL_CHUNK_BYTES = 64 * 1024;

/** The size of a step where output is to be preserved. An error loses the output of one step. */
const SMALL_STEP_BYTES = 64;

export interface InflateHints {
  /** As in `Decoding`. */
  readonly preserveOutputFrom: number;
  /** Whether the stream is likely to end soon, although many bytes follow it. */
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

/** Decodes a small, intact stream. Returns false, and does nothing, for any other stream. */
function inflateInOneCall(cursor: ByteCursor, sink: Sink, likelySmall: boolean): boolean {
  const isAll = cursor.ended && cursor.buffered.length <= ONE_CALL_INPUT_BYTES;
  if (!isAll && !likelySmall) return false;
  try {
    const options = {
      info: true,
      maxOutputLength: ONE_CALL_OUTPUT_BYTES,
      chunkSize: ONE_CALL_CHUNK_BYTES,
    };
    // With `info` the result is an object, which the type declarations omit.
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
      // At the end of the deflate data, Node emits 'end' in place of calling back the write.
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
  const untilPreserved = preserveOutputFrom - cursor.position;
  return cursor.buffered.subarray(0, untilPreserved > 0 ? untilPreserved : SMALL_STEP_BYTES);
}

/** Node's inflater drops the output of a failed call. If that was large, the error asks for smaller steps. */
function toDecodeError(
  cause: NodeJS.ErrnoException,
  cursor: ByteCursor,
  pieceBytes: number,
): DecodeError {
  if (cause.code === 'Z_BUF_ERROR') {
    return new DecodeError('truncated', 'the deflate data ends too early', { cause });
  }
  const message = `damaged deflate data near byte ${cursor.position}: ${cause.message}`;
  const options = pieceBytes > SMALL_STEP_BYTES ? { preserveOutputFrom: cursor.position } : {};
  return new DecodeError('corrupt', message, { cause, ...options });
}
