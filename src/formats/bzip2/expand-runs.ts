// Undoes the first run-length coding of a block, which the encoder applies before the transform.

/** After this many equal bytes, the next byte says how often, 0 to 255 times, the last one repeats. */
const RUN_BYTES = 4;
const MAX_REPEATS = 255;

/** A block with few runs fits into one piece. */
export const PIECE_BYTES = 1024 * 1024;

/**
 * Expands a text in pieces, all of which use the same memory, `room`, of {@link PIECE_BYTES}. A block of
 * runs only expands to 46 MB.
 * @returns the number of pieces.
 */
export function expandRuns(
  text: Uint8Array,
  room: Uint8Array,
  onPiece: (piece: Uint8Array) => void,
): number {
  let pieces = 0;
  let length = 0;
  const pass = () => {
    onPiece(room.subarray(0, length));
    pieces += 1;
    length = 0;
  };
  for (let at = 0; at < text.length; ) {
    const runEnd = findRunEnd(text, at);
    const plain = text.subarray(at, runEnd);
    if (length + plain.length + MAX_REPEATS > room.length) pass();
    room.set(plain, length);
    length += plain.length;
    // The last run may lack its number, and then has no repeats.
    const repeats = text[runEnd] ?? 0;
    room.fill(plain.at(-1) as number, length, length + repeats);
    length += repeats;
    at = runEnd + 1;
  }
  pass();
  return pieces;
}

/** The index after the next four equal bytes, or the text's end. */
function findRunEnd(text: Uint8Array, from: number): number {
  let at = from + RUN_BYTES - 1;
  while (at < text.length) {
    const byte = text[at];
    // No run with this byte ends before the next index to compare.
    if (byte !== text[at - 1]) at += 3;
    else if (byte !== text[at - 2]) at += 2;
    else if (byte !== text[at - 3]) at += 1;
    else return at + 1;
  }
  return text.length;
}
