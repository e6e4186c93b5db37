// Undoes the first run-length coding of a block, which comes before the transform.

/** The bytes after which the next one tells how often, 0 to 255 times, the last is repeated. */
const RUN_BYTES = 4;
const MOST_REPEATS = 255;

/** Room for all of a block that has no runs to speak of. */
export const PIECE_BYTES = 1024 * 1024;

/**
 * Passes the expanded text on in pieces, each of which is put into the same room of
 * {@link PIECE_BYTES}. A block that is nothing but runs expands to 46 MB.
 * @returns how many pieces there were.
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
    if (length + plain.length + MOST_REPEATS > room.length) pass();
    room.set(plain, length);
    length += plain.length;
    // Of the last run, the number may be missing: then there is none.
    const repeats = text[runEnd] ?? 0;
    room.fill(plain.at(-1) as number, length, length + repeats);
    length += repeats;
    at = runEnd + 1;
  }
  pass();
  return pieces;
}

/** The place behind the next four bytes that are alike, or the text's end. */
function findRunEnd(text: Uint8Array, from: number): number {
  let at = from + RUN_BYTES - 1;
  while (at < text.length) {
    const byte = text[at];
    // No run that has this byte ends before the next place to look at.
    if (byte !== text[at - 1]) at += 3;
    else if (byte !== text[at - 2]) at += 2;
    else if (byte !== text[at - 3]) at += 1;
    else return at + 1;
  }
  return text.length;
}
