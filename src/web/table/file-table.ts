// The table of files, sorted and paged. It is also the alternative to the plot for screen readers.

import { formatNumber, formatSize } from '../../text/format-quantity.ts';
import { toCsv } from '../../text/separated-values.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { describeStatus, type FileColumns, type FileRow } from './file-columns.ts';
import { COLUMNS, type Column, type Order, sortFiles } from './sort-files.ts';

const PAGE_ROWS = 25;

/** While files arrive, sorting takes at most about this share of the time. */
const SORTING_SHARE = 0.05;
const MIN_PAUSE_MS = 500;

export class FileTable {
  readonly #body = elementOf('files', HTMLTableSectionElement);
  readonly #previous = elementOf('previous', HTMLButtonElement);
  readonly #next = elementOf('next', HTMLButtonElement);
  readonly #download = elementOf('download', HTMLButtonElement);
  #files: FileColumns;
  #order: Order | undefined;
  #sorted: Uint32Array = new Uint32Array(0);
  #page = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = 0;

  constructor(files: FileColumns) {
    this.#files = files;
    this.#previous.addEventListener('click', () => this.#turn(-1));
    this.#next.addEventListener('click', () => this.#turn(1));
    this.#download.addEventListener('click', () => this.#save());
    for (const column of COLUMNS)
      elementOf(`by-${column}`).addEventListener('click', () => this.#sortBy(column));
  }

  show(files: FileColumns): void {
    this.#files = files;
    this.#page = 0;
    this.#refresh();
  }

  /** Redraws soon, because more files have arrived. */
  update(): void {
    if (this.#sorted.length === this.#files.count) return;
    this.#timer ??= setTimeout(() => this.#refresh(), this.#pauseMs);
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const startedAt = performance.now();
    this.#sorted = sortFiles(this.#files, this.#order);
    this.#pauseMs = Math.max(MIN_PAUSE_MS, (performance.now() - startedAt) / SORTING_SHARE);
    this.#draw();
  }

  /** The first click sorts numbers in descending and text in ascending order; the next one reverses it. */
  #sortBy(column: Column): void {
    const isSame = this.#order?.column === column;
    const isText = column === 'key';
    this.#order = { column, descending: isSame ? !this.#order?.descending : !isText };
    this.#page = 0;
    this.#refresh();
  }

  #turn(by: number): void {
    this.#page += by;
    this.#draw();
  }

  #draw(): void {
    const { length } = this.#sorted;
    const first = this.#page * PAGE_ROWS;
    const shown = this.#sorted.subarray(first, first + PAGE_ROWS);
    this.#setRowCount(shown.length);
    for (const [at, index] of shown.entries()) {
      fillRow(this.#body.rows[at] as HTMLTableRowElement, this.#files.row(index));
    }
    for (const column of COLUMNS) {
      const direction = this.#order?.descending ? 'descending' : 'ascending';
      const header = elementOf(`by-${column}`).closest('th');
      if (this.#order?.column === column) header?.setAttribute('aria-sort', direction);
      else header?.removeAttribute('aria-sort');
    }
    const range = `${formatNumber(first + 1)} to ${formatNumber(first + shown.length)}`;
    setText(
      elementOf('range'),
      length === 0 ? 'No files yet' : `${range} of ${formatNumber(length)}`,
    );
    this.#previous.disabled = this.#page === 0;
    this.#next.disabled = first + PAGE_ROWS >= length;
    this.#download.disabled = length === 0;
  }

  #setRowCount(count: number): void {
    while (this.#body.rows.length > count) this.#body.deleteRow(-1);
    while (this.#body.rows.length < count) {
      const row = this.#body.insertRow();
      const key = document.createElement('th');
      key.scope = 'row';
      row.append(key, ...Array.from({ length: 4 }, () => document.createElement('td')));
    }
  }

  /** Saves all files in the order of the table, not only the visible page. */
  #save(): void {
    if (this.#sorted.length !== this.#files.count) this.#refresh();
    const csv = toCsv(csvRows(this.#files, this.#sorted));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
    link.download = 'wordcount.csv';
    link.click();
    // The browser has begun the download by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

function fillRow(row: HTMLTableRowElement, file: FileRow): void {
  const texts = [
    file.key,
    formatNumber(file.words),
    formatNumber(file.lines),
    formatSize(file.sizeBytes),
    describeStatus(file) || file.status,
  ];
  row.dataset.status = file.status;
  for (const [at, text] of texts.entries()) setText(row.cells[at] as HTMLElement, text);
}

function* csvRows(files: FileColumns, order: Uint32Array): Generator<(string | number)[]> {
  yield ['key', 'words', 'lines', 'bytes', 'sizeBytes', 'status', 'reason'];
  for (const index of order) {
    const { key, words, lines, bytes, sizeBytes, status, reason } = files.row(index);
    yield [key, words, lines, bytes, sizeBytes, status, reason ?? ''];
  }
}
