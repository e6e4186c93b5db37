// Newline-delimited JSON, the coding of frames on the wire (https://github.com/ndjson/ndjson-spec).

/** More than any frame takes: a buffered answer is 6 MB with all its frames. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

const NEWLINE = 0x0a;

/** One value as one line, its newline included. */
export function encodeLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * The values of a byte stream, wherever its chunks are cut. A last line without its newline was cut
 * off by whatever broke the stream, and is left out.
 * @throws {SyntaxError} at a whole line that is not JSON, or at one of more than 8 MiB.
 */
export async function* decodeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  /** The pieces of a line whose end has not come yet. */
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...pieces, chunk.subarray(start, end)]);
      refuseTooLong(line.length);
      pieces = [];
      pieceBytes = 0;
      start = end + 1;
      if (line.length > 0) yield JSON.parse(line.toString());
    }
    if (start === chunk.length) continue;
    // A copy, for the chunk's memory may be used again.
    pieces.push(Uint8Array.from(chunk.subarray(start)));
    pieceBytes += chunk.length - start;
    refuseTooLong(pieceBytes);
  }
}

function refuseTooLong(bytes: number): void {
  if (bytes > MAX_LINE_BYTES) {
    throw new SyntaxError(`a line of more than ${MAX_LINE_BYTES} bytes is no frame`);
  }
}
