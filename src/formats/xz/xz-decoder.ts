// XZ Embedded, which the package xz-decompress brings as WebAssembly, one instance for each thread.
//
// Only its module is taken from the package. The package's own stream does not come to an end on a
// source that is cut off, and lets nobody look at what was decoded before an error.

import type { Sink } from '../format.ts';

/** Of `enum xz_ret` (xz.h of XZ Embedded): the results that a decoder goes on or ends with. */
export const RESULT = { ok: 0, end: 1 } as const;

/** The context that xz-decompress.c declares, in words: an address each but for sizes and positions. */
const CONTEXT = { room: 0, input: 1, inputAt: 2, inputEnd: 3, output: 4, outputAt: 5 } as const;
const CONTEXT_WORDS = 6;

/** After so much is decoded the event loop gets to its other work. */
const BREATHE_BYTES = 2 * 1024 * 1024;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  destroy_context(context: number): void;
  supply_input(context: number, bytes: number): void;
  get_next_output(context: number): number;
}

export interface XzDecoder {
  /**
   * Decodes on, through the ends of streams and the padding between them; all that is decoded goes
   * to the sink. Gives `ok`, or after a fault another number of `xz_ret`. A piece without bytes tells
   * that none follow; then it gives `end` unless something is missing.
   */
  write(piece: Uint8Array, sink: Sink): Promise<number>;
  close(): void;
}

let library: Promise<Exports> | undefined;

/** One at a time in each thread, for an instance cannot keep two apart. */
export async function openXzDecoder(): Promise<XzDecoder> {
  library ??= loadLibrary();
  const exports = await library;
  const context = exports.create_context();
  let untilBreath = BREATHE_BYTES;
  let isTrapped = false;

  function decompress(): number {
    try {
      return exports.get_next_output(context);
    } catch (error) {
      // What is left behind is good for nothing more.
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
          untilBreath -= decoded.length;
          if (untilBreath > 0) continue;
          untilBreath = BREATHE_BYTES;
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

/** What was decoded last; it is valid until more is. */
function takeOutput(exports: Exports, context: number): Uint8Array {
  const words = viewContext(exports, context);
  const bytes = words[CONTEXT.outputAt] as number;
  words[CONTEXT.outputAt] = 0;
  return new Uint8Array(exports.memory.buffer, words[CONTEXT.output] as number, bytes);
}

/** Memory that grew is another buffer, so the view is made anew each time. */
function viewContext({ memory }: Exports, context: number): Uint32Array {
  return new Uint32Array(memory.buffer, context, CONTEXT_WORDS);
}

/** What the types of the package do not tell of. */
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
