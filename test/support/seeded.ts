// Randomness that is the same in every run of the tests.

import fc from 'fast-check';
import { createRandom } from '../fixtures/sample-text.ts';

const SEED = 20150727;

/** Checks a property with values that are the same in every run. */
export function checkProperty<Values>(
  property: fc.IRawProperty<Values>,
  numRuns = 100,
): Promise<void> | void {
  return fc.assert(property, { seed: SEED, numRuns });
}

/** Numbers uniform in [0, 1), the same for the same seed. */
export function seededRandom(seed = SEED): () => number {
  return createRandom(seed);
}

export function seededBytes(length: number, seed = SEED): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Uint8Array.from({ length }, () => random() * 256));
}

/** Lines of words, as compressible as log files are. */
export function seededText(length: number, seed = SEED): Buffer {
  const random = seededRandom(seed);
  const words = ['GET', 'POST', '/index.html', '200', '404', 'host-', '-', '"agent"', 'naïve', ''];
  const pieces: string[] = [];
  for (let written = 0; written < length; ) {
    const word = words[Math.floor(random() * words.length)] as string;
    const digits = random() < 0.2 ? String(Math.floor(random() * 1e6)) : '';
    const piece = word + digits + (random() < 0.1 ? '\n' : ' ');
    pieces.push(piece);
    written += piece.length;
  }
  return Buffer.from(pieces.join('')).subarray(0, length);
}
