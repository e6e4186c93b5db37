// A text of short copies from random places: in a member of it nearly everything depends on what comes before.

import { seededBytes, seededRandom } from './seeded.ts';

const WINDOW_BYTES = 32 * 1024;

export function randomCopies(length: number): Buffer {
  const random = seededRandom();
  const text = Buffer.alloc(length);
  seededBytes(WINDOW_BYTES).copy(text);
  for (let at = WINDOW_BYTES; at < length; ) {
    const from = at - 300 - Math.floor(random() * (WINDOW_BYTES - 600));
    const bytes = 5 + Math.floor(random() * 3);
    text.copy(text, at, from, from + bytes);
    at += bytes;
  }
  return text;
}
