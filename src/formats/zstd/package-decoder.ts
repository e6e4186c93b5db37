// Adapts the libzstd that the package zstddec has as WebAssembly. Each thread has one instance.
//
// Only the WebAssembly module of the package is used. The package's own functions ignore errors: on
// damaged data they never return, and do not free memory.

import { ZSTDDecoder } from 'zstddec/stream';
import { OUTPUT_CHUNK_BYTES, type Sink } from '../format.ts';
import type { ZstdDecoder } from './zstd-decoder.ts';

const INPUT_BYTES = 128 * 1024;

/** `ZSTD_outBuffer` and `ZSTD_inBuffer` (zstd.h): address, size and position, in words. */
const OUTPUT = { address: 0, size: 1, position: 2 } as const;
const INPUT = { address: 3, size: 4, position: 5 } as const;
const BUFFERS_BYTES = 6 * 4;

/** A result from this on up to -1 is a negated error; any other is a size (as in `ZSTD_isError`). */
const MIN_ERROR = -120;

const MEMORY_ALLOCATION = 64;

/** The event loop gets a turn after this many decoded bytes. */
const TURN_BYTES = 16 * 1024 * 1024;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** The module and its buffers, which all decoders of a thread share. None needs them between two writes. */
interface Library extends Exports {
  readonly input: number;
  readonly output: number;
  readonly buffers: number;
}

let library: Promise<Library> | undefined;

export async function createPackageDecoder(): Promise<ZstdDecoder> {
  library ??= loadLibrary();
  const loaded = await library;
  const context = loaded.ZSTD_createDCtx();
  let untilTurn = TURN_BYTES;
  return {
    async write(piece, sink) {
      if (context === 0) return MEMORY_ALLOCATION;
      for (let at = 0; at < piece.length; at += INPUT_BYTES) {
        const error = decompress(loaded, context, piece.subarray(at, at + INPUT_BYTES), (chunk) => {
          untilTurn -= chunk.length;
          sink(chunk);
        });
        if (error !== 0) return error;
        if (untilTurn <= 0) {
          untilTurn = TURN_BYTES;
          await new Promise(setImmediate);
        }
      }
      return 0;
    },
    close: () => loaded.ZSTD_freeDCtx(context),
  };
}

function decompress(library: Library, context: number, piece: Uint8Array, sink: Sink): number {
  const { memory, input, output, buffers } = library;
  new Uint8Array(memory.buffer, input, INPUT_BYTES).set(piece);
  viewBuffers(library).set([output, OUTPUT_CHUNK_BYTES, 0, input, piece.length, 0]);
  for (;;) {
    const result = library.ZSTD_decompressStream(
      context,
      buffers + OUTPUT.address * 4,
      buffers + INPUT.address * 4,
    );
    if (result < 0 && result >= MIN_ERROR) return -result;
    const words = viewBuffers(library);
    const decodedBytes = words[OUTPUT.position] as number;
    if (decodedBytes > 0) sink(new Uint8Array(memory.buffer, output, decodedBytes));
    const isAllRead = words[INPUT.position] === words[INPUT.size];
    if (isAllRead && decodedBytes < OUTPUT_CHUNK_BYTES) return 0;
    words[OUTPUT.position] = 0;
  }
}

/** Growth of the memory replaces its buffer, so each access makes a new view. */
function viewBuffers({ memory, buffers }: Library): Uint32Array {
  return new Uint32Array(memory.buffer, buffers, BUFFERS_BYTES / 4);
}

async function loadLibrary(): Promise<Library> {
  const instance = new WebAssembly.Instance(await compile(), {
    env: { emscripten_notify_memory_growth: () => undefined },
  });
  const exports = instance.exports as Exports;
  return {
    ...exports,
    input: exports.malloc(INPUT_BYTES),
    output: exports.malloc(OUTPUT_CHUNK_BYTES),
    buffers: exports.malloc(BUFFERS_BYTES),
  };
}

function compile(): Promise<WebAssembly.Module> {
  const decoder = new ZSTDDecoder();
  return new Promise((resolve, reject) => {
    decoder._init = ({ module }) => resolve(module);
    decoder.init().catch(reject);
  });
}
