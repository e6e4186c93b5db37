// Decodes a raw deflate stream with the kernel, and records the output and the end.

import { type BlockEntry, createInflater, type Inflater } from '../../src/formats/gzip/inflater.ts';
import { getInflateKernel } from '../../src/formats/gzip/kernel.ts';

export interface Inflated {
  readonly bytes: Buffer;
  readonly end: 'ended' | 'truncated' | 'corrupt';
  /** The number of input bytes that were read. */
  readonly length: number;
}

export function newInflater(): Inflater {
  const kernel = getInflateKernel();
  if (!kernel) throw new Error('WebAssembly or its SIMD instructions are missing.');
  return createInflater(kernel);
}

export function inflateInPieces(
  inflater: Inflater,
  pieces: Iterable<Uint8Array>,
  decoderState?: BlockEntry,
): Inflated {
  const chunks: Buffer[] = [];
  let length = 0;
  inflater.begin(decoderState);
  for (const piece of pieces) {
    length += inflater.push(piece, (chunk) => chunks.push(Buffer.from(chunk)));
    if (inflater.isEnded || inflater.damage !== undefined) break;
  }
  const end = inflater.isEnded ? 'ended' : inflater.damage === undefined ? 'truncated' : 'corrupt';
  return { bytes: Buffer.concat(chunks), end, length };
}
