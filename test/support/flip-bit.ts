// Makes the smallest possible damage.

/** A copy of the bytes with one bit flipped. */
export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
  return damaged;
}
