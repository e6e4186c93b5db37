// The inflating kernel: WebAssembly in the memory of the counting kernel, one instance for each thread.

import { getKernel } from '../../counting/kernel/kernel.ts';
import { KERNEL_BASE64 } from './generated/kernel-bytes.ts';

/** The exports that assembly/kernel.ts declares. */
interface Exports {
  readonly INPUT_CAPACITY: { readonly value: number };
  readonly OUTPUT: { readonly value: number };
  readonly STATE: { readonly value: number };
  readonly STATE_END: { readonly value: number };
  readonly INPUT: { readonly value: number };
  readonly FORM: { readonly value: number };
  readonly FORM_END: { readonly value: number };
  readonly BREAKS: { readonly value: number };
  readonly BREAK_SLOTS: { readonly value: number };
  readonly WORD_BYTES: { readonly value: number };
  readonly KNOWN_BYTES: { readonly value: number };
  readonly RESIDUE: { readonly value: number };
  begin(windowBytes: number, skippedBits: number): void;
  inflate(bytes: number, stopsAtBlocks: number): number;
  beginMarkers(skippedBits: number): void;
  inflateMarkers(bytes: number, stopsAtBlocks: number): number;
  narrowWindow(): void;
  beginForm(): void;
  addToForm(from: number, end: number): number;
  findBlock(from: number, end: number, bytes: number): number;
  foldChecksum(from: number, length: number, checksum: number): number;
}

/** How a call of `inflate` ended: {@link DAMAGE}'s numbers besides. */
export const STATUS = {
  needsInput: 0,
  outputIsFull: 1,
  blockEnded: 2,
  streamEnded: 3,
} as const;

/** The faults of the data. */
export const DAMAGE: Readonly<Record<number, string>> = {
  16: 'a block has a type that does not exist',
  17: "a stored block's length and its complement do not match",
  18: 'a block has too many length or distance codes',
  19: "the code for code lengths can't be one",
  20: 'a code length is repeated where none is or too often',
  21: 'a block has no code for its end',
  22: "the literal and length code can't be one",
  23: "the distance code can't be one",
  24: 'a literal or length has a code that does not exist',
  25: 'a distance has a code that does not exist',
  26: 'a match refers to what is before the first byte',
};

/** Fields of the stream in progress, as indices into `state`: assembly/state.ts has more of them. */
export const FIELD = { inputAt: 0, inputEnd: 1, outputAt: 2, chunkAt: 3, oldest: 4, bitCount: 9 };

export interface InflateKernel {
  readonly memory: Uint8Array;
  readonly state: Uint32Array;
  /** Where the bytes lie that have to be kept while another stream is decoded. */
  readonly stateAt: number;
  readonly stateEnd: number;
  /** Where a stream's output begins; its window lies before. */
  readonly outputAt: number;
  /** The most bytes of input for one call. */
  readonly inputCapacity: number;
  readonly inputAt: number;
  /** The counted part of the form, for form-counter.ts. */
  readonly formAt: number;
  readonly formEnd: number;
  /** Its breaks: assembly/layout.ts says in what form. */
  readonly formBreaks: Uint32Array;
  /** Where there is 1 for each byte that belongs to a word. */
  readonly wordBytesAt: number;
  readonly knownBytesAt: number;
  readonly residueAt: number;
  readonly functions: Functions;
}

/** `inflate` and `inflateMarkers` return one of {@link STATUS}, or of {@link DAMAGE}. */
type Functions = Pick<
  Exports,
  | 'begin'
  | 'inflate'
  | 'beginMarkers'
  | 'inflateMarkers'
  | 'narrowWindow'
  | 'beginForm'
  | 'addToForm'
  | 'findBlock'
  | 'foldChecksum'
>;

let kernel: InflateKernel | undefined;
let isKnown = false;

/** The thread's kernel, or nothing where WebAssembly or its SIMD instructions are missing. */
export function getInflateKernel(): InflateKernel | undefined {
  if (!isKnown) {
    kernel = instantiate();
    isKnown = true;
  }
  return kernel;
}

function instantiate(): InflateKernel | undefined {
  const memory = getKernel()?.memory;
  if (!memory) return undefined;
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
  const { buffer } = memory;
  return {
    memory: new Uint8Array(buffer),
    state: new Uint32Array(buffer, exports.STATE.value, 16),
    stateAt: exports.STATE.value,
    stateEnd: exports.STATE_END.value,
    outputAt: exports.OUTPUT.value,
    inputAt: exports.INPUT.value,
    inputCapacity: exports.INPUT_CAPACITY.value,
    formAt: exports.FORM.value,
    formEnd: exports.FORM_END.value,
    formBreaks: new Uint32Array(buffer, exports.BREAKS.value, 4 * exports.BREAK_SLOTS.value),
    wordBytesAt: exports.WORD_BYTES.value,
    knownBytesAt: exports.KNOWN_BYTES.value,
    residueAt: exports.RESIDUE.value,
    functions: exports,
  };
}
