// A place in an XML document of ASCII characters that has elements with either text or elements in them, and
// no attributes. Each step says whether the document is of this kind; what is not is not read on.

export interface XmlCursor {
  /**
   * Passes an opening tag, or a closing one; gives what is in it, and nothing if none comes. It is quicker if
   * that was expected.
   */
  enter(expected?: string): string | undefined;
  /** Passes the text of the element that was entered, and its closing tag. */
  readText(name: string): boolean;
  /** The text that was read, as one of these; undefined if it is none. */
  words(): string | undefined;
  /** The same for what is often the same. */
  repeatedWords(): string | undefined;
  /** Text in quotation marks, which stay. */
  quoted(): string | undefined;
  truth(): boolean | undefined;
  wholeNumber(): number | undefined;
  /** An RFC 3339 time in UTC, in milliseconds since 1970. */
  moment(): number | undefined;
  isAtEnd(): boolean;
}

const NEW_LINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const GREATER = 0x3e;

const QUOTE_ENTITY = '&quot;';

/** `text` is what the bytes say. */
export function createXmlCursor(bytes: Buffer, text: string, from: number): XmlCursor {
  let at = from;
  let start = from;
  let end = from;
  const repeated = new Map<string, string>();

  /** Line breaks, with or without spaces. Spaces alone would be text. */
  function skipLineBreaks(): boolean {
    const first = at;
    let isBroken = false;
    for (; bytes[at] === NEW_LINE || bytes[at] === SPACE; at += 1) {
      isBroken ||= bytes[at] === NEW_LINE;
    }
    return at === first || isBroken;
  }

  /**
   * A string of its own: one that is cut out of the text would keep all of it in memory.
   */
  const copy = (first: number, last: number) => bytes.toString('latin1', first, last);

  function isPlain(first: number, last: number): boolean {
    for (let place = first; place < last; place += 1) {
      const byte = bytes[place];
      if (byte === AMPERSAND || (byte as number) < SPACE) return false;
    }
    return first < last;
  }

  function digits(first: number, count: number): number {
    let number = 0;
    for (let place = first; place < first + count; place += 1) {
      const byte = bytes[place] as number;
      if (byte < ZERO || byte > NINE) return Number.NaN;
      number = 10 * number + byte - ZERO;
    }
    return number;
  }

  return {
    enter(expected) {
      if (!skipLineBreaks() || bytes[at] !== LESS) return undefined;
      if (expected !== undefined && text.startsWith(expected, at + 1)) {
        const after = at + 1 + expected.length;
        if (bytes[after] === GREATER) {
          at = after + 1;
          return expected;
        }
      }
      const close = text.indexOf('>', at);
      if (close < 0) return undefined;
      const tag = text.slice(at + 1, close);
      at = close + 1;
      return tag;
    },
    readText(name) {
      start = at;
      end = text.indexOf('<', at);
      const after = end + 2 + name.length;
      const isClosed =
        end >= 0 &&
        bytes[end + 1] === SLASH &&
        bytes[after] === GREATER &&
        text.startsWith(name, end + 2);
      at = after + 1;
      return isClosed;
    },
    words: () => (isPlain(start, end) ? copy(start, end) : undefined),
    repeatedWords() {
      const words = text.slice(start, end);
      const known = repeated.get(words);
      if (known !== undefined) return known;
      if (!isPlain(start, end)) return undefined;
      const copied = copy(start, end);
      repeated.set(copied, copied);
      return copied;
    },
    quoted() {
      if (bytes[start] === QUOTE || !text.startsWith(QUOTE_ENTITY, start)) {
        return isPlain(start, end) ? copy(start, end) : undefined;
      }
      const first = start + QUOTE_ENTITY.length;
      const last = end - QUOTE_ENTITY.length;
      if (!isPlain(first, last) || !text.startsWith(QUOTE_ENTITY, last)) return undefined;
      // The bytes next to it become quotation marks for the copy.
      bytes[first - 1] = QUOTE;
      bytes[last] = QUOTE;
      const quoted = copy(first - 1, last + 1);
      bytes[first - 1] = SEMICOLON;
      bytes[last] = AMPERSAND;
      return quoted;
    },
    truth() {
      if (end - start === 4 && text.startsWith('true', start)) return true;
      if (end - start === 5 && text.startsWith('false', start)) return false;
      return undefined;
    },
    wholeNumber() {
      // More digits may be more than a number can tell exactly.
      if (end === start || end - start > 15) return undefined;
      const number = digits(start, end - start);
      return Number.isNaN(number) ? undefined : number;
    },
    moment() {
      const hasFraction = end - start === '2026-01-01T00:00:00.000Z'.length;
      const hasForm =
        (hasFraction || end - start === '2026-01-01T00:00:00Z'.length) &&
        text[start + 4] === '-' &&
        text[start + 7] === '-' &&
        text[start + 10] === 'T' &&
        text[start + 13] === ':' &&
        text[start + 16] === ':' &&
        (!hasFraction || text[start + 19] === '.') &&
        text[end - 1] === 'Z';
      if (!hasForm) return undefined;
      const year = digits(start, 4);
      const month = digits(start + 5, 2);
      const day = digits(start + 8, 2);
      const hour = digits(start + 11, 2);
      const minute = digits(start + 14, 2);
      const second = digits(start + 17, 2);
      const ms = hasFraction ? digits(start + 20, 3) : 0;
      const isDay = year >= 1000 && isIn(month, 1, 12) && isIn(day, 1, 31);
      const isTime = isIn(hour, 0, 23) && isIn(minute, 0, 59) && isIn(second, 0, 59);
      if (!isDay || !isTime || Number.isNaN(ms)) return undefined;
      return Date.UTC(year, month - 1, day, hour, minute, second, ms);
    },
    isAtEnd: () => skipLineBreaks() && at === bytes.length,
  };
}

function isIn(number: number, least: number, most: number): boolean {
  return number >= least && number <= most;
}
