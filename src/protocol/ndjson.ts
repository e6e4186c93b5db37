// Newline-delimited JSON, the coding of frames on the wire (https://github.com/ndjson/ndjson-spec).

/** One value as one line, its newline included. */
export function encodeLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * The values of a byte stream, wherever its chunks are cut. A last line without its newline was cut
 * off by whatever broke the stream, and is left out.
 * @throws {SyntaxError} at a whole line that is not JSON.
 */
export async function* decodeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      if (end > start) yield JSON.parse(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
}
