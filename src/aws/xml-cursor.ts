// A place in an XML document of ASCII characters that has elements with either text or elements in them, and
// no attributes. Each step says whether the document is of this kind; what is not is not read on.

import {
  copy,
  copyQuoted,
  GREATER,
  isPlain,
  LESS,
  NEW_LINE,
  QUOTE,
  QUOTE_ENTITY,
  readMoment,
  readWholeNumber,
  SLASH,
  SPACE,
} from './xml-text.ts';

export interface XmlCursor {
  readonly bytes: Buffer;
  /** The offset of the next byte. */
  at(): number;
  moveTo(offset: number): void;
  /**
   * Passes an opening tag, or a closing one; gives what is in it, and nothing if none comes. It is quicker if
   * that was expected.
   */
  enter(expected?: string): string | undefined;
  /** Passes the text of the element that was entered, and its closing tag. */
  readText(name: string): boolean;
  /** Where the text is that was read. */
  textStart(): number;
  textEnd(): number;
  /** The text that was read, as one of these; undefined if it is none. */
  words(): string | undefined;
  /** Text in quotation marks, which stay. */
  quoted(): string | undefined;
  /** Whether these marks are written as entities. */
  hasQuoteEntities(): boolean;
  truth(): boolean | undefined;
  wholeNumber(): number | undefined;
  /** An RFC 3339 time in UTC, in milliseconds since 1970. */
  moment(): number | undefined;
  isAtEnd(): boolean;
}

export function createXmlCursor(bytes: Buffer, from: number): XmlCursor {
  let at = from;
  let start = from;
  let end = from;

  /** Line breaks, with or without spaces. Spaces alone would be text. */
  function skipLineBreaks(): boolean {
    const first = at;
    let isBroken = false;
    for (; bytes[at] === NEW_LINE || bytes[at] === SPACE; at += 1) {
      isBroken ||= bytes[at] === NEW_LINE;
    }
    return at === first || isBroken;
  }

  function isAt(text: string, offset: number): boolean {
    for (let place = 0; place < text.length; place += 1) {
      if (bytes[offset + place] !== text.charCodeAt(place)) return false;
    }
    return true;
  }

  function areWords(first: number, last: number): boolean {
    for (let place = first; place < last; place += 1) if (!isPlain(bytes[place])) return false;
    return first < last;
  }

  const hasQuoteEntities = () => isAt(QUOTE_ENTITY, start);

  return {
    bytes,
    at: () => at,
    moveTo(offset) {
      at = offset;
    },
    enter(expected) {
      if (!skipLineBreaks() || bytes[at] !== LESS) return undefined;
      if (expected !== undefined && isAt(expected, at + 1)) {
        const after = at + 1 + expected.length;
        if (bytes[after] === GREATER) {
          at = after + 1;
          return expected;
        }
      }
      const close = bytes.indexOf(GREATER, at);
      if (close < 0) return undefined;
      const tag = copy(bytes, at + 1, close);
      at = close + 1;
      return tag;
    },
    readText(name) {
      start = at;
      end = bytes.indexOf(LESS, at);
      const after = end + 2 + name.length;
      const isClosed =
        end >= 0 && bytes[end + 1] === SLASH && bytes[after] === GREATER && isAt(name, end + 2);
      at = after + 1;
      return isClosed;
    },
    textStart: () => start,
    textEnd: () => end,
    words: () => (areWords(start, end) ? copy(bytes, start, end) : undefined),
    quoted() {
      if (bytes[start] === QUOTE || !hasQuoteEntities()) {
        return areWords(start, end) ? copy(bytes, start, end) : undefined;
      }
      const first = start + QUOTE_ENTITY.length;
      const last = end - QUOTE_ENTITY.length;
      if (!areWords(first, last) || !isAt(QUOTE_ENTITY, last)) return undefined;
      return copyQuoted(bytes, first, last);
    },
    hasQuoteEntities,
    truth() {
      if (end - start === 4 && isAt('true', start)) return true;
      if (end - start === 5 && isAt('false', start)) return false;
      return undefined;
    },
    wholeNumber: () => readWholeNumber(bytes, start, end),
    moment: () => readMoment(bytes, start, end),
    isAtEnd: () => skipLineBreaks() && at === bytes.length,
  };
}
