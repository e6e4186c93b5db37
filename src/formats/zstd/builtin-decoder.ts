// The zstd decoder of Node 22.15 and later, as a stream.

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Sink } from '../format.ts';
import type { ZstdDecoder } from './decoder.ts';

/** Large chunks cost the least CPU per byte; past this the gain is small and memory is not. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;

/** What the types of Node 20 do not know of. */
const { createZstdDecompress } = zlib as {
  readonly createZstdDecompress?: (options: { chunkSize: number }) => Transform;
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
    write(piece, to) {
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
