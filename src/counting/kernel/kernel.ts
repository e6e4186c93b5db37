// Loads the counting kernel: WebAssembly that counts 16 bytes at a time. Each thread has one instance.

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
 * One memory, and functions that count the bytes in it. The kernel keeps no state between two calls, so
 * any number of counters can share it.
 */
export interface Kernel {
  /**
   * The memory never grows. Its first three pages are the kernel's. A decoder that puts its output after
   * them saves a copy. During a call, up to 16 bytes after the counted ones may be overwritten.
   */
  readonly memory: WebAssembly.Memory;
  /** The memory for the bytes of a call. */
  readonly input: Uint8Array;
  /** The newlines of a call, and its words (or, by the article's rule, its separators). */
  readonly results: Int32Array;
  readonly countWc: Exports['countWc'];
  readonly countIdentifier: Exports['countIdentifier'];
  /** Takes the state that the previous call returned; 0 at first. */
  readonly countArticle: Exports['countArticle'];
}

let kernel: Kernel | undefined;
let isKnown = false;

/** The thread's kernel; nothing if WebAssembly or its SIMD instructions are missing. */
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
    // Without WebAssembly this is a ReferenceError, without SIMD a CompileError. The scalar counter is used.
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
