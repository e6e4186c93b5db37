// Adapts XZ Embedded, which the package xz-decompress has as WebAssembly. Each thread has one instance.
//
// Only the WebAssembly module of the package is used. The package's own stream never ends if the source
// is truncated, and hides the bytes that were decoded before an error.

import type { Sink } from '../format.ts';

/** Results of `enum xz_ret` (xz.h of XZ Embedded) without a fault. */
export const RESULT = { ok: 0, end: 1 } as const;

/** The fields of the context that xz-decompress.c declares, as indices of 32-bit words. */
const CONTEXT = { room: 0, input: 1, inputAt: 2, inputEnd: 3, output: 4, outputAt: 5 } as const;
const CONTEXT_WORDS = 6;

/** The event loop gets a turn after this many decoded bytes. */
const TURN_BYTES = 2 * 1024 * 1024;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, bytes: number): void;
  get_next_output(context: number): number;
}

export interface XzDecoder {
  /**
   * Decodes a piece into the sink, across the ends of streams and the padding between them. Resolves to
   * `ok`, or after a fault to another number of `xz_ret`. An empty piece marks the end of the data; then it
   * resolves to `end` unless bytes are missing.
   */
  write(piece: Uint8Array, sink: Sink): Promise<number>;
  close(): void;
}

let library: Promise<Exports> | undefined;

/** A thread may have only one decoder at a time, because an instance has the state of only one. */
export async function openXzDecoder(): Promise<XzDecoder> {
  library ??= loadLibrary();
  const exports = await library;
  const context = exports.create_context();
  let untilTurn = TURN_BYTES;
  let isTrapped = false;

  function decompress(): number {
    try {
      return exports.get_next_output(context);
    } catch (error) {
      // The instance is unusable after a trap.
      isTrapped = true;
      library = undefined;
      throw error;
    }
  }

  return {
    async write(piece, sink) {
      const room = viewContext(exports, context)[CONTEXT.room] as number;
      for (let at = 0; at < piece.length || at === 0; at += room) {
        supply(exports, context, piece.subarray(at, at + room));
        for (let isDone = false; !isDone; ) {
          const result = decompress();
          const decoded = takeOutput(exports, context);
          if (decoded.length > 0) sink(decoded);
          if (result !== RESULT.ok) return result;
          isDone = decoded.length < room;
          untilTurn -= decoded.length;
          if (untilTurn > 0) continue;
          untilTurn = TURN_BYTES;
          await new Promise(setImmediate);
        }
      }
      return RESULT.ok;
    },
    close() {
      if (!isTrapped) exports.destroy_context(context);
    },
  };
}

function supply(exports: Exports, context: number, piece: Uint8Array): void {
  const input = viewContext(exports, context)[CONTEXT.input] as number;
  new Uint8Array(exports.memory.buffer, input, piece.length).set(piece);
  exports.supply_input(context, piece.length);
}

/** Takes the bytes that were decoded last. They are valid until the next call of the decoder. */
function takeOutput(exports: Exports, context: number): Uint8Array {
  const words = viewContext(exports, context);
  const bytes = words[CONTEXT.outputAt] as number;
  words[CONTEXT.outputAt] = 0;
  return new Uint8Array(exports.memory.buffer, words[CONTEXT.output] as number, bytes);
}

/** Growth of the memory replaces its buffer, so each access makes a new view. */
function viewContext({ memory }: Exports, context: number): Uint32Array {
  return new Uint32Array(memory.buffer, context, CONTEXT_WORDS);
}

/** Members of the package that its types omit. */
interface Package {
  readonly XzReadableStream: {
    _getModuleInstance(): Promise<void>;
    readonly _moduleInstance: { readonly exports: Exports };
  };
}

async function loadLibrary(): Promise<Exports> {
  // A CommonJS module is the default of what Node and esbuild load, and all of what tsx does.
  const loaded = (await import('xz-decompress')) as unknown as Package & { default?: Package };
  const { XzReadableStream: stream } = loaded.default ?? loaded;
  await stream._getModuleInstance();
  return stream._moduleInstance.exports;
}
