// What a block holds: the last bytes of all rotations of its text, in the order of the rotations.

/** What level 9 puts into a block, after the first run-length coding. */
export const LARGEST_BLOCK = 900_000;

export class LastColumn {
  readonly bytes = new Uint8Array(LARGEST_BLOCK);
  /** How many of the bytes there are. */
  length = 0;
  /** How often each byte value occurs among them. */
  readonly counts = new Int32Array(256);
}
