// The counting kernel: WebAssembly that counts 16 bytes at a time, one instance for each thread.

import { KERNEL_BASE64 } from './generated/kernel-bytes.ts';

/** The exports that assembly/kernel.ts declares. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly CAPACITY: { readonly value: number };
  readonly INPUT: { readonly value: number };
  readonly RESULTS: { readonly value: number };
  countWc(from: number, length: number, wasInWord: number): void;
  countIdentifier(from: number, length: number, wasInWord: number): void;
  countArticle(length: number, state: number): number;
}

/**
 * One memory, and functions that count what lies in it. Between two calls the kernel remembers
 * nothing, so any number of counters share it.
 */
export interface Kernel {
  /**
   * Never grows. Its first three pages are the kernel's; a decoder that puts its output behind them
   * spares a copy. What is counted may be overwritten up to 16 bytes behind its end while it is.
   */
  readonly memory: WebAssembly.Memory;
  /** Where a call's bytes are put. */
  readonly input: Uint8Array;
  /** A call's newlines, and its words (or, by the article's rule, its separators). */
  readonly results: Int32Array;
  readonly countWc: Exports['countWc'];
  readonly countIdentifier: Exports['countIdentifier'];
  /** Takes the state that the call before returned, 0 at first. */
  readonly countArticle: Exports['countArticle'];
}

let kernel: Kernel | undefined;
let isKnown = false;

/** The thread's kernel, or nothing where WebAssembly or its SIMD instructions are missing. */
export function getKernel(): Kernel | undefined {
  if (!isKnown) {
    kernel = instantiate();
    isKnown = true;
  }
  return kernel;
}

function instantiate(): Kernel | undefined {
  let exports: Exports;
  try {
    const bytes = Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    exports = instance.exports as Exports;
  } catch {
    // A ReferenceError without WebAssembly, a CompileError without SIMD: the tables count as well.
    return undefined;
  }
  const { memory, CAPACITY, INPUT, RESULTS, ...functions } = exports;
  return {
    ...functions,
    memory,
    input: new Uint8Array(memory.buffer, INPUT.value, CAPACITY.value),
    results: new Int32Array(memory.buffer, RESULTS.value, 2),
  };
}
