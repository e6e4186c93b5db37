// Reads values from a stretch of an XML document of ASCII characters. What is no such value is left to others.

export const NEW_LINE = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const AMPERSAND = 0x26;
export const SLASH = 0x2f;
const HYPHEN = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS = 0x3c;
export const GREATER = 0x3e;
const T = 0x54;
const Z = 0x5a;

export const QUOTE_ENTITY = '&quot;';

/** Whether the byte stands for itself in a text. */
export function isPlain(byte: number | undefined): boolean {
  return byte !== undefined && byte >= SPACE && byte !== LESS && byte !== AMPERSAND;
}

/** The text as a string of its own: one that is cut out of a longer one would keep all of that in memory. */
export function copy(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

/** The text between two entities of quotation marks, with the marks in their place. */
export function copyQuoted(bytes: Buffer, start: number, end: number): string {
  // The bytes next to it become quotation marks for the copy.
  bytes[start - 1] = QUOTE;
  bytes[end] = QUOTE;
  const quoted = copy(bytes, start - 1, end + 1);
  bytes[start - 1] = SEMICOLON;
  bytes[end] = AMPERSAND;
  return quoted;
}

/** A number without a sign, of at most 15 digits: more may be more than a number can tell exactly. */
export function readWholeNumber(bytes: Buffer, start: number, end: number): number | undefined {
  if (end === start || end - start > 15) return undefined;
  const number = digits(bytes, start, end - start);
  return number < 0 ? undefined : number;
}

const SECONDS_LENGTH = '2026-01-01T00:00:00Z'.length;
const MILLISECONDS_LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** An RFC 3339 time in UTC, in milliseconds since 1970. */
export function readMoment(bytes: Buffer, start: number, end: number): number | undefined {
  const hasFraction = end - start === MILLISECONDS_LENGTH;
  const hasForm =
    (hasFraction || end - start === SECONDS_LENGTH) &&
    bytes[start + 4] === HYPHEN &&
    bytes[start + 7] === HYPHEN &&
    bytes[start + 10] === T &&
    bytes[start + 13] === COLON &&
    bytes[start + 16] === COLON &&
    (!hasFraction || bytes[start + 19] === POINT) &&
    bytes[end - 1] === Z;
  if (!hasForm) return undefined;
  const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  const ms = hasFraction ? digits(bytes, start + 20, 3) : 0;
  const isDay = year >= 1000 && isIn(month, 1, 12) && isIn(day, 1, 31);
  const isTime = isIn(hour, 0, 23) && isIn(minute, 0, 59) && isIn(second, 0, 59);
  if (!isDay || !isTime || ms < 0) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/** The number that two digits make; negative, and far from 0, if they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -10_000;
}

/** The number that so many digits make; negative if they are none. */
function digits(bytes: Buffer, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = 10 * number + digit;
  }
  return number;
}

function isIn(number: number, least: number, most: number): boolean {
  return number >= least && number <= most;
}
