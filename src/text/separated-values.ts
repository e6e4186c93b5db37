// Formats rows as CSV (https://www.rfc-editor.org/rfc/rfc4180) and as tab-separated values.

export type Cell = string | number;

/** A line ends with CRLF, as the RFC has it. Texts are given as they are. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(encodeCell).join(',')}\r\n`;
}

/** For spreadsheets, which take some texts for formulas. */
export function toCsv(rows: Iterable<readonly Cell[]>): string {
  return [...rows].map((cells) => csvLine(cells.map(asText))).join('');
}

/** Backslash, tab and line breaks are written as `\\`, `\t`, `\n` and `\r`, as `@tsv` of jq does. */
export function tsvLine(cells: readonly Cell[]): string {
  const escaped = (cell: Cell) =>
    String(cell).replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] as string);
  return `${cells.map((cell) => escapeLoneSurrogates(escaped(cell))).join('\t')}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/**
 * Characters that spreadsheets take for the beginning of a formula. A key may contain them
 * (https://owasp.org/www-community/attacks/CSV_Injection); an apostrophe in front makes it text.
 */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

function asText(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
}

function encodeCell(cell: Cell): string {
  const text = escapeLoneSurrogates(String(cell));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lone surrogates, which UTF-8 cannot encode, as JSON writes them: `\udcff`. */
function escapeLoneSurrogates(text: string): string {
  return text.replace(/\p{Cs}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}
