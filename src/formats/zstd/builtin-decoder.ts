// The zstd decoder of Node 22.15 and later, as a stream.

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Sink } from '../format.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

/** Large chunks cost the least CPU per byte; past this the gain is small and memory is not. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;

/** Up to here a call to another thread costs more than the work; decoded in one call instead. */
const ONE_CALL_OUTPUT_BYTES = 32 * 1024;

/** The least that a chunk can have. */
const LEAST_CHUNK_BYTES = 64;

/** What the types of Node 20 do not know of. */
const { createZstdDecompress, zstdDecompressSync } = zlib as {
  readonly createZstdDecompress?: (options: { chunkSize: number }) => Transform;
  readonly zstdDecompressSync?: (
    frame: Uint8Array,
    options: { chunkSize: number; maxOutputLength: number },
  ) => Uint8Array;
};

export function openBuiltinDecoder(): ZstdDecoder | undefined {
  if (!createZstdDecompress) return undefined;
  const stream = createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES });
  let sink: Sink = () => {};
  let settle: (error?: NodeJS.ErrnoException | null) => void = () => {};
  stream.on('data', (chunk) => sink(chunk));
  // After an error the write is not always called back.
  stream.once('error', (error) => settle(error));
  return {
    async write(piece, to, wholeBytes = Number.POSITIVE_INFINITY) {
      if (wholeBytes <= ONE_CALL_OUTPUT_BYTES) {
        const frame = decodeInOneCall(piece, wholeBytes);
        if (frame) {
          to(frame);
          return 0;
        }
      }
      sink = to;
      return new Promise((resolve, reject) => {
        settle = (error) => {
          if (!error) resolve(0);
          else if (error.errno !== undefined && error.errno > 0) resolve(error.errno);
          else reject(error);
        };
        stream.write(piece, settle);
      });
    },
    close: () => stream.destroy(),
  };
}

/** Decodes a sound frame; nothing if it is none, for the stream to tell why. */
function decodeInOneCall(frame: Uint8Array, decodedBytes: number): Uint8Array | undefined {
  const bytes = Math.max(decodedBytes, LEAST_CHUNK_BYTES);
  try {
    return zstdDecompressSync?.(frame, { chunkSize: bytes, maxOutputLength: bytes });
  } catch {
    return undefined;
  }
}
