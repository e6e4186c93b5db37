// One row of the table of files.

import { escapeControl } from '../../text/escape-control.ts';
import { formatDuration, formatNumber, formatSize } from '../../text/format-quantity.ts';
import { setText } from '../run/element-of.ts';
import { isCounted } from './describe-file.ts';
import { describeStatus, describeStatusBriefly, type FileRow } from './file-columns.ts';

/** The last characters of a key, which are shown in any case. */
const TAIL_CHARACTERS = 16;

/** A value that is not known. */
const UNKNOWN = '–';

const CELLS = ['words', 'lines', 'size', 'time', 'status'] as const;

/** The roles are explicit, because a row that is laid out as a grid would lose them. */
export function createRow(): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.setAttribute('role', 'row');
  const key = document.createElement('th');
  key.scope = 'row';
  key.setAttribute('role', 'rowheader');
  const bdi = document.createElement('bdi');
  bdi.append(document.createElement('span'), document.createElement('span'));
  key.append(bdi);
  row.append(key);
  for (const name of CELLS) {
    const cell = document.createElement('td');
    cell.setAttribute('role', 'cell');
    cell.className = name;
    cell.append(document.createElement('span'), document.createElement('small'));
    row.append(cell);
  }
  return row;
}

export function fillRow(row: HTMLTableRowElement, file: FileRow): void {
  const { outcome, reason } = file;
  const key = escapeControl(file.key);
  row.dataset.outcome = outcome === 'counted' && reason !== undefined ? 'remark' : outcome;
  const [head, tail] = row.querySelectorAll('bdi span') as NodeListOf<HTMLElement>;
  if (!head || !tail) return;
  // Only the head is cut off where there is no room, so that the end of a key stays readable.
  const end = cutOf(key);
  setText(head, key.slice(0, end));
  setText(tail, key.slice(end));
  row.title = key;
  const known = isCounted(file);
  const texts = [
    known ? formatNumber(file.words) : UNKNOWN,
    known ? formatNumber(file.lines) : UNKNOWN,
    formatSize(file.sizeBytes),
    outcome === 'unreached' ? UNKNOWN : formatDuration(file.ms),
    describeStatusBriefly(file),
  ];
  for (const [at, text] of texts.entries()) {
    setText(row.cells[at + 1]?.firstElementChild as HTMLElement, text);
  }
  // Shown where the columns have no heads above them.
  setUnit(row, 1, file.words, 'word');
  setUnit(row, 2, file.lines, 'line');
  (row.cells[CELLS.length] as HTMLElement).title = describeStatus(file);
}

/** Not between the two halves of a character. */
function cutOf(key: string): number {
  const end = Math.max(0, key.length - TAIL_CHARACTERS);
  return /[\udc00-\udfff]/.test(key.charAt(end)) ? end + 1 : end;
}

function setUnit(row: HTMLTableRowElement, at: number, count: number, noun: string): void {
  const unit = row.cells[at]?.lastElementChild as HTMLElement;
  setText(unit, count === 1 ? ` ${noun}` : ` ${noun}s`);
}
