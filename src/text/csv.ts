// Formats rows as CSV: https://www.rfc-editor.org/rfc/rfc4180.

export type Cell = string | number;

/** Every line ends with CRLF, including the last one. */
export function toCsv(rows: Iterable<readonly Cell[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(`${row.map(encodeCell).join(',')}\r\n`);
  return lines.join('');
}

/**
 * Characters that spreadsheets take for the beginning of a formula. A key may contain them
 * (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe in front makes it text.
 */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

function encodeCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
