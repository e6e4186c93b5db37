// The little of WebAssembly's interface that is needed here: the types of Node 20 leave it out, and
// the library that has it would bring all of the browser's names along.

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
