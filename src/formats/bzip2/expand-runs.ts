// Undoes the first run-length coding of a block, which comes before the transform.

/** The bytes after which the next one tells how often, 0 to 255 times, the last is repeated. */
const RUN_BYTES = 4;

/** Unlike any byte. */
const NO_BYTE = 0x100;

/** Has room for all of a block that has no runs to speak of. */
const PIECE_BYTES = 1024 * 1024;
const LONGEST_RUN_BYTES = RUN_BYTES + 255;

const piece = new Uint8Array(PIECE_BYTES);

/** How far the text is expanded, and what of it may be a run. */
interface Progress {
  at: number;
  last: number;
  alike: number;
}

/**
 * Passes the expanded text on in pieces, which are valid during the call. A block that is nothing but
 * runs expands to 46 MB of them.
 * @returns how many pieces there were.
 */
export function expandRuns(text: Uint8Array, onPiece: (piece: Uint8Array) => void): number {
  const progress = { at: 0, last: NO_BYTE, alike: 0 };
  let pieces = 0;
  while (progress.at < text.length) {
    const length = expandPiece(text, progress);
    onPiece(piece.subarray(0, length));
    pieces += 1;
  }
  return pieces;
}

/** Goes on until the piece is full or the text at its end; says how much of the piece is filled. */
function expandPiece(text: Uint8Array, progress: Progress): number {
  let { at, last, alike } = progress;
  let length = 0;
  for (; at < text.length && length <= PIECE_BYTES - LONGEST_RUN_BYTES; at += 1) {
    const byte = text[at] as number;
    if (alike === RUN_BYTES) {
      piece.fill(last, length, length + byte);
      length += byte;
      alike = 0;
      last = NO_BYTE;
    } else {
      piece[length] = byte;
      length += 1;
      // All ones if the bytes are equal: no processor can guess well whether they are.
      const isAlike = ((byte ^ last) - 1) >> 31;
      alike = (alike & isAlike) + 1;
      last = byte;
    }
  }
  Object.assign(progress, { at, last, alike });
  return length;
}
