// The content of a block: the last bytes of all rotations of its text, in the order of the rotations.

/** The bytes in a block of level 9, after the first run-length coding. */
export const MAX_BLOCK_BYTES = 900_000;

export class LastColumn {
  readonly bytes = new Uint8Array(MAX_BLOCK_BYTES);
  /** The number of bytes in use. */
  length = 0;
  /** The number of occurrences of each byte value. */
  readonly counts = new Int32Array(256);
}
