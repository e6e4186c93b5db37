// Converts file names to keys and back. A file name is bytes. A byte that is not UTF-8 becomes a lone
// surrogate, U+DC80 to U+DCFF, so that the key can be converted back. Python's "surrogateescape"
// (PEP 383) does the same.

const ESCAPE_BASE = 0xdc00;
const ESCAPED = /[\udc80-\udcff]/u;

/** The key of a file name. Different byte sequences give different keys. */
export function decodePathBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let key = '';
  for (let at = 0; at < bytes.length; ) {
    const length = wellFormedLength(bytes, at);
    if (length > 0) key += bytes.toString('utf8', at, at + length);
    else key += String.fromCharCode(ESCAPE_BASE + (bytes[at] as number));
    at += Math.max(1, length);
  }
  return key;
}

/** The path of a key: the string itself, unless it has escaped bytes. */
export function encodePathBytes(path: string): string | Buffer {
  // With the `u` flag only a lone surrogate matches. Nearly no path has one, and there are very many paths.
  if (path.isWellFormed() || !ESCAPED.test(path)) return path;
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.charCodeAt(0);
    if (ESCAPED.test(character)) parts.push(Buffer.from([code - ESCAPE_BASE]));
    else parts.push(Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(parts);
}

/** The length of the well-formed UTF-8 sequence at an index, or 0 where there is none. */
function wellFormedLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    const text = bytes.toString('utf8', at, at + length);
    const isWhole = [...text].length === 1 && text !== '\ufffd';
    if (isWhole || bytes.subarray(at, at + length).equals(Buffer.from('\ufffd'))) return length;
  }
  return 0;
}
