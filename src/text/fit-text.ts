// Text cut to a number of columns of a terminal. It is not in escape-control.ts, because loading the widths of characters
// takes as long as all else of a start.

import stringWidth from 'string-width';
import { escapeControl } from './escape-control.ts';

/**
 * Escapes the text and cuts out its middle so that it takes at most `columns` of a terminal. Some
 * characters are two columns wide, and some have no width.
 */
export function fitText(text: string, columns: number): string {
  const escaped = escapeControl(text);
  if (stringWidth(escaped) <= columns) return escaped;
  const characters = [...escaped];
  const forTail = Math.floor((columns - 1) / 2);
  const head = takeColumns(characters, columns - 1 - forTail);
  const tail = takeColumns(characters.reverse(), forTail).reverse();
  return columns > 0 ? [...head, '…', ...tail].join('') : '';
}

/** Columns of a terminal that the text takes, if it has no control characters. */
export function textColumns(text: string): number {
  return stringWidth(text);
}

/** As many of the first characters as fit. */
function takeColumns(characters: readonly string[], columns: number): string[] {
  let used = 0;
  const end = characters.findIndex((character) => {
    used += stringWidth(character);
    return used > columns;
  });
  return characters.slice(0, end < 0 ? undefined : end);
}
