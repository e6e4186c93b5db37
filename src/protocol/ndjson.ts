// Newline-delimited JSON, the coding of frames on the wire (https://github.com/ndjson/ndjson-spec).

/** More than any frame takes: a buffered answer is 6 MB with all its frames. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

const NEWLINE = 0x0a;

/** One value as one line, its newline included. */
export function encodeLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * The values of a byte stream, wherever its chunks are cut: in a list those of the lines that end in a chunk.
 * A last line without its newline was cut off by whatever broke the stream, and is left out.
 * @throws {SyntaxError} at a whole line that is not JSON, or at one of more than 8 MiB.
 */
export function decodeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly unknown[]> {
  return mapLists(splitLines(chunks), parseLine);
}

/** Maps all values of lists. Those before one that cannot be mapped are passed on before the error. */
export async function* mapLists<From, To>(
  lists: AsyncIterable<readonly From[]>,
  map: (value: From) => To,
): AsyncGenerator<readonly To[]> {
  for await (const list of lists) {
    const mapped: To[] = [];
    try {
      for (const value of list) mapped.push(map(value));
    } catch (error) {
      yield mapped;
      throw error;
    }
    yield mapped;
  }
}

/** The lines that are not empty. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  /** The pieces of a line whose end has not come yet. */
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const text = Buffer.concat([...pieces, chunk.subarray(0, end)]).toString();
      pieces = [];
      pieceBytes = 0;
      yield text.split('\n').filter((line) => line !== '');
    }
    if (end === chunk.length) continue;
    // A copy, for the chunk's memory may be used again.
    pieces.push(Uint8Array.from(chunk.subarray(end)));
    pieceBytes += chunk.length - end;
    refuseTooLong(pieceBytes);
  }
}

function parseLine(line: string): unknown {
  // A character of the text takes at most three bytes.
  if (3 * line.length > MAX_LINE_BYTES) refuseTooLong(Buffer.byteLength(line));
  return JSON.parse(line);
}

function refuseTooLong(bytes: number): void {
  if (bytes > MAX_LINE_BYTES) {
    throw new SyntaxError(`a line of more than ${MAX_LINE_BYTES} bytes is no frame`);
  }
}
