// Rows of text for a terminal, made of parts with a style each, and cut to the terminal's width.

import type { Colors } from 'picocolors/types.js';
import { fitText, textColumns } from '../text/fit-text.ts';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red';

/** Text alone, or text with its style. */
export type Part = string | readonly [text: string, style: Style];

export type StyledRow = readonly Part[];

/** Escapes control characters. A part that does not fit is shortened, and what comes after it is left out. */
export function renderRow(row: StyledRow, columns: number, colors: Colors): string {
  let left = columns;
  let rendered = '';
  for (const part of row) {
    if (left <= 0) break;
    const [text, style] = typeof part === 'string' ? [part] : part;
    const fitted = fitText(text, left);
    left -= textColumns(fitted);
    rendered += style === undefined ? fitted : colors[style](fitted);
  }
  return rendered.trimEnd();
}

/** The columns that the parts take. */
export function rowColumns(row: StyledRow): number {
  return row.reduce((sum, part) => sum + textColumns(textOf(part)), 0);
}

/** Pads the space between the two rows so that together they take all columns; the left one is cut if need be. */
export function spread(left: Part, right: StyledRow, columns: number): StyledRow {
  const room = Math.max(0, columns - rowColumns(right) - 2);
  const text = fitText(textOf(left), room);
  const gap = ' '.repeat(Math.max(0, room - textColumns(text)) + 2);
  return [typeof left === 'string' ? text : [text, left[1]], gap, ...right];
}

function textOf(part: Part): string {
  return typeof part === 'string' ? part : part[0];
}
