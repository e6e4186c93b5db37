// The order in which AWS lists keys: that of their UTF-8 bytes.

/**
 * Negative if `left` comes before `right`, positive if after, 0 if they are equal. The order of UTF-8 is
 * that of code points, which UTF-16 keeps except for surrogates.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const isOdd = isSurrogate(a) !== isSurrogate(b) && a >= FIRST_SURROGATE && b >= FIRST_SURROGATE;
    return isOdd ? b - a : a - b;
  }
  return left.length - right.length;
}

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

function isSurrogate(code: number): boolean {
  return code >= FIRST_SURROGATE && code <= LAST_SURROGATE;
}
