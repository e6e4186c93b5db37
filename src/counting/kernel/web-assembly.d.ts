// The part of WebAssembly's interface that the kernels need. The types of Node 20 omit it, and
// TypeScript's DOM library would bring all names of the browser along.

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }

  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, (() => void) | Memory>>);
    readonly exports: unknown;
  }

  interface WebAssemblyInstantiatedSource {
    readonly module: Module;
  }
}
