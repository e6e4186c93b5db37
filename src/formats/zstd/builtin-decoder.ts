// Adapts the zstd decoder of Node 22.15 and later.

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { OUTPUT_CHUNK_BYTES, type Sink } from '../format.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

/** A smaller frame is decoded in one synchronous call, because a stream's thread would cost more. */
const ONE_CALL_OUTPUT_BYTES = 32 * 1024;

/** Node's minimum for a chunk. */
const MIN_CHUNK_BYTES = 64;

/** The types of Node 20 lack these. */
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
  // After an error, Node does not always call back the write.
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

/** Decodes an intact frame. Returns nothing for a damaged one, so that the stream tells the error. */
function decodeInOneCall(frame: Uint8Array, decodedBytes: number): Uint8Array | undefined {
  const bytes = Math.max(decodedBytes, MIN_CHUNK_BYTES);
  try {
    return zstdDecompressSync?.(frame, { chunkSize: bytes, maxOutputLength: bytes });
  } catch {
    return undefined;
  }
}
