// Decodes one LZ4 block at a time with a WebAssembly kernel, of which each thread has one instance.

import { KERNEL_BASE64 } from './generated/kernel-bytes.ts';

/** How far back a match can refer (LZ4 block format description). */
const WINDOW_BYTES = 64 * 1024;

const PAGE_BYTES = 64 * 1024;

/** The output begins after the window, which holds the bytes that matches can refer to. */
const OUTPUT = WINDOW_BYTES;

/** The exports that assembly/kernel.ts declares. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly PADDING: { readonly value: number };
  decodeBlock(
    input: number,
    length: number,
    output: number,
    capacity: number,
    history: number,
  ): number;
}

const NO_HISTORY: Uint8Array = new Uint8Array(0);

let kernel: Kernel | undefined;
let memory: Uint8Array = NO_HISTORY;

/**
 * Decodes a block. The result is valid until the next call. Returns nothing if the bytes are no block, or
 * decode to more than `maxBytes`. `history` has the decoded bytes before it: at most 64 KiB, because
 * matches reach no further.
 */
export function decodeBlock(
  block: Uint8Array,
  maxBytes: number,
  history = NO_HISTORY,
): Uint8Array | undefined {
  const length = decodeToMemory(block, maxBytes, history);
  return length < 0 ? undefined : memory.subarray(OUTPUT, OUTPUT + length);
}

/**
 * Returns the number of bytes to which a block decodes. If it is no block, returns -1 minus the number
 * of bytes that were decoded before the fault.
 */
export function tryToDecode(block: Uint8Array, maxBytes: number): number {
  return decodeToMemory(block, maxBytes, NO_HISTORY);
}

function decodeToMemory(block: Uint8Array, maxBytes: number, history: Uint8Array): number {
  kernel ??= instantiate();
  const padding = kernel.PADDING.value;
  const input = OUTPUT + maxBytes + padding;
  provideMemory(kernel, input + block.length + padding);
  memory.set(block, input);
  memory.set(history, OUTPUT - history.length);
  return kernel.decodeBlock(input, block.length, OUTPUT, maxBytes, history.length);
}

function instantiate(): Kernel {
  const bytes = Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernel;
}

function provideMemory(kernel: Kernel, bytes: number): void {
  const missing = Math.ceil((bytes - kernel.memory.buffer.byteLength) / PAGE_BYTES);
  if (missing > 0) kernel.memory.grow(missing);
  // Growth replaces the buffer.
  if (memory.buffer !== kernel.memory.buffer) memory = new Uint8Array(kernel.memory.buffer);
}

/** The last decoded bytes, to which linked blocks refer. */
export class History {
  readonly #memory = new Uint8Array(2 * WINDOW_BYTES);
  #end = 0;

  get bytes(): Uint8Array {
    return this.#memory.subarray(Math.max(0, this.#end - WINDOW_BYTES), this.#end);
  }

  push(decoded: Uint8Array): void {
    const last = decoded.subarray(-WINDOW_BYTES);
    if (this.#end + last.length > this.#memory.length) {
      this.#memory.copyWithin(0, this.#end - WINDOW_BYTES, this.#end);
      this.#end = WINDOW_BYTES;
    }
    this.#memory.set(last, this.#end);
    this.#end += last.length;
  }
}
