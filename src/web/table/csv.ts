// Rows as CSV: https://www.rfc-editor.org/rfc/rfc4180.

export type Cell = string | number;

/** Lines end with CRLF, the last one too. */
export function toCsv(rows: Iterable<readonly Cell[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(`${row.map(encodeCell).join(',')}\r\n`);
  return lines.join('');
}

/**
 * What spreadsheets take for the beginning of a formula, which a key may hold
 * (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe before it makes it text.
 */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

function encodeCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
