// Names, figures and details in three aligned columns.

import { textColumns } from '../text/fit-text.ts';
import type { Part, Style, StyledRow } from './styled-row.ts';

export interface ResultRow {
  readonly name: string;
  readonly value: string;
  readonly style?: Style | undefined;
  /** Joined by dots, and continued on further rows where they do not fit. */
  readonly details: readonly string[];
}

const INDENT = '  ';
const GAP = '   ';

/** Below this, details stand on rows of their own. */
const MIN_DETAIL_COLUMNS = 24;

/** Groups of rows have an empty row between them, and all share their columns. */
export function layOutRows(
  groups: readonly (readonly ResultRow[])[],
  columns: number,
): StyledRow[] {
  const rows = groups.flat();
  const nameColumns = widest(rows.map(({ name }) => name));
  const valueColumns = widest(rows.map(({ value }) => value));
  const used = INDENT.length + nameColumns + GAP.length + valueColumns + GAP.length;
  const isNarrow = columns - used < MIN_DETAIL_COLUMNS;
  const indent = isNarrow ? INDENT.length * 2 : used;

  const toRows = ({ name, value, style, details }: ResultRow): StyledRow[] => {
    const figure = value.padStart(valueColumns);
    const head: Part[] = [
      `${INDENT}${name.padEnd(nameColumns)}${GAP}`,
      style === undefined ? figure : [figure, style],
    ];
    const lines = wrapItems(details, ' · ', columns - indent);
    if (isNarrow) return [head, ...lines.map((line) => [' '.repeat(indent), line])];
    const [first = '', ...others] = lines;
    return [[...head, `${GAP}${first}`], ...others.map((line) => [' '.repeat(indent), line])];
  };

  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => [...(index > 0 ? [[]] : []), ...group.flatMap(toRows)]);
}

/** As many items on each line as fit. An item that is longer than a line is wrapped between its words. */
export function wrapItems(items: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const line = lines.at(-1);
    const longer = line === undefined ? item : `${line}${separator}${item}`;
    if (textColumns(longer) <= columns) lines.splice(-1, 1, longer);
    else if (textColumns(item) <= columns || separator === ' ') lines.push(item);
    else lines.push(...wrapItems(item.split(' '), ' ', columns));
  }
  return lines;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textColumns));
}
