// The table of files: sorted, filtered, and drawn only where it is in sight. It is also the alternative to
// the plot for screen readers.

import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { describeFile } from './describe-file.ts';
import { describeNoFiles, type Ending } from './describe-no-files.ts';
import type { FileColumns } from './file-columns.ts';
import { type FileFilter, filterFiles, NO_FILTER } from './filter-files.ts';
import { rowsInSight, scrollToRow } from './row-window.ts';
import { saveFiles } from './save-files.ts';
import { COLUMNS, type Column, FIRST_ORDER, sortFiles } from './sort-files.ts';
import { createRow, fillRow } from './table-row.ts';

/** While files arrive, sorting takes at most about this share of the time. */
const SORTING_SHARE = 0.05;
const MIN_PAUSE_MS = 300;

export interface FileTableOptions {
  /** Called with the file of the row that was chosen. */
  onSelect(index: number | undefined): void;
  /** Called when the filter no longer has the area that was given. */
  onForgetArea(): void;
}

export class FileTable {
  readonly #scroller = elementOf('scroller');
  readonly #table = elementOf('table', HTMLTableElement);
  readonly #body = elementOf('files', HTMLTableSectionElement);
  readonly #text = elementOf('filter', HTMLInputElement);
  readonly #outcome = elementOf('outcome', HTMLSelectElement);
  readonly #clear = elementOf('clear-filter', HTMLButtonElement);
  readonly #download = elementOf('download', HTMLButtonElement);
  readonly #detail = elementOf('detail');
  readonly #options: FileTableOptions;
  #files: FileColumns;
  #filter: FileFilter = NO_FILTER;
  #order = FIRST_ORDER;
  #sorted: Uint32Array = new Uint32Array(0);
  /** The files that `#sorted` was made from. */
  #sortedFrom = { total: -1, version: 0 };
  #selected: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs = 0;
  #isDrawAwaited = false;
  #ending: Ending | undefined;

  constructor(files: FileColumns, options: FileTableOptions) {
    this.#files = files;
    this.#options = options;
    this.#text.addEventListener('input', () => this.#setFilter({ text: this.#text.value }));
    this.#outcome.addEventListener('change', () =>
      this.#setFilter({ outcome: this.#outcome.value as FileFilter['outcome'] }),
    );
    this.#clear.addEventListener('click', () => this.#clearFilter());
    this.#download.addEventListener('click', () => this.#save());
    for (const column of COLUMNS)
      elementOf(`by-${column}`).addEventListener('click', () => this.#sortBy(column));
    this.#scroller.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    this.#scroller.addEventListener('keydown', (event) => {
      if (event.target === this.#scroller && this.#press(event.key)) event.preventDefault();
    });
    this.#body.addEventListener('click', ({ target }) => {
      const row = (target as Element).closest('tr');
      if (row) this.#select(Number(row.dataset.place));
    });
    new ResizeObserver(() => this.#drawSoon()).observe(this.#scroller);
    this.#refresh();
  }

  show(files: FileColumns): void {
    this.#files = files;
    this.#ending = undefined;
    this.#select(undefined);
    this.#scroller.scrollTop = 0;
    this.#refresh();
  }

  /** Redraws soon, because more files have arrived. */
  update(ending: Ending | undefined): void {
    const { total, version } = this.#files;
    const isStale = this.#sortedFrom.total !== total || this.#sortedFrom.version !== version;
    if (ending !== this.#ending) {
      this.#ending = ending;
      this.#drawSoon();
    }
    if (isStale) this.#timer ??= setTimeout(() => this.#refresh(), this.#pauseMs);
  }

  /** Lists only the files of an area of the plot; undefined for all. */
  filterArea(area: FileFilter['area']): void {
    if (area !== this.#filter.area) this.#setFilter({ area });
  }

  filterOutcome(outcome: FileFilter['outcome']): void {
    this.#outcome.value = outcome;
    this.#setFilter({ outcome });
  }

  #setFilter(change: Partial<FileFilter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#scroller.scrollTop = 0;
    this.#refresh();
  }

  #clearFilter(): void {
    this.#text.value = '';
    this.#outcome.value = 'all';
    this.#setFilter(NO_FILTER);
    this.#options.onForgetArea();
    this.#text.focus();
  }

  #refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const startedAt = performance.now();
    const files = this.#files;
    const isMoved = this.#sortedFrom.version !== files.version;
    this.#sorted = sortFiles(files, filterFiles(files, this.#filter), this.#order);
    this.#sortedFrom = { total: files.total, version: files.version };
    this.#pauseMs = Math.max(MIN_PAUSE_MS, (performance.now() - startedAt) / SORTING_SHARE);
    if (isMoved) this.#select(undefined);
    this.#drawSoon();
  }

  /** The first click sorts figures in descending and others in ascending order; the next one reverses it. */
  #sortBy(column: Column): void {
    const isSame = this.#order.column === column;
    const isText = column === 'key' || column === 'status';
    this.#order = { column, descending: isSame ? !this.#order.descending : !isText };
    this.#scroller.scrollTop = 0;
    this.#refresh();
  }

  /** Returns whether the key has a function here. */
  #press(key: string): boolean {
    const last = this.#sorted.length - 1;
    const present = this.#selected === undefined ? -1 : this.#sorted.indexOf(this.#selected);
    const page = Math.max(1, Math.floor(this.#rowsHeight() / this.#rowHeight()) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: present + 1,
      ArrowUp: Math.max(0, present - 1),
      PageDown: Math.max(0, present) + page,
      PageUp: present - page,
      Home: 0,
      End: last,
    };
    const wanted = steps[key];
    if (key === 'Escape') this.#select(undefined);
    else if (wanted === undefined || last < 0) return false;
    else this.#goTo(Math.min(last, Math.max(0, wanted)));
    return true;
  }

  #goTo(place: number): void {
    const { scrollTop } = this.#scroller;
    const height = this.#rowsHeight();
    this.#scroller.scrollTop = scrollToRow(place, scrollTop, height, this.#rowHeight());
    this.#select(place);
  }

  #select(place: number | undefined): void {
    this.#selected = place === undefined ? undefined : this.#sorted[place];
    const text = this.#selected === undefined ? '' : describeFile(this.#files.row(this.#selected));
    setText(this.#detail, text);
    this.#options.onSelect(this.#selected);
    this.#drawSoon();
  }

  #rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.#table).getPropertyValue('--row-height'));
  }

  /** The height of the rows in sight. The head of the table stays above them. */
  #rowsHeight(): number {
    return this.#scroller.clientHeight - (this.#table.tHead?.offsetHeight ?? 0);
  }

  #drawSoon(): void {
    if (this.#isDrawAwaited) return;
    this.#isDrawAwaited = true;
    requestAnimationFrame(() => {
      this.#isDrawAwaited = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { length } = this.#sorted;
    const rowHeight = this.#rowHeight();
    const { first, end } = rowsInSight(
      this.#scroller.scrollTop,
      this.#rowsHeight(),
      rowHeight,
      length,
    );
    this.#body.style.height = `${length * rowHeight}px`;
    this.#table.setAttribute('aria-rowcount', String(length + 1));
    while (this.#body.rows.length > end - first) this.#body.deleteRow(-1);
    while (this.#body.rows.length < end - first) this.#body.append(createRow());
    for (let place = first; place < end; place += 1) {
      const row = this.#body.rows[place - first] as HTMLTableRowElement;
      const index = this.#sorted[place] as number;
      row.style.top = `${place * rowHeight}px`;
      row.dataset.place = String(place);
      row.classList.toggle('selected', index === this.#selected);
      row.setAttribute('aria-rowindex', String(place + 2));
      fillRow(row, this.#files.row(index));
    }
    this.#drawOrder();
    this.#drawState(length);
  }

  #drawOrder(): void {
    const direction = this.#order.descending ? 'descending' : 'ascending';
    for (const column of COLUMNS) {
      const header = elementOf(`by-${column}`).closest('th');
      if (this.#order.column === column) header?.setAttribute('aria-sort', direction);
      else header?.removeAttribute('aria-sort');
    }
  }

  #drawState(length: number): void {
    const { count, total } = this.#files;
    const { text, outcome, area } = this.#filter;
    const isFiltered = text !== '' || outcome !== 'all' || area !== undefined;
    const all = formatCount(count, 'file');
    setText(elementOf('range'), isFiltered ? `${formatNumber(length)} of ${all}` : all);
    this.#clear.disabled = !isFiltered;
    this.#download.disabled = length === 0;
    const empty = elementOf('no-files');
    empty.hidden = length > 0;
    const isAllFiltered = isFiltered && total > 0;
    setText(empty, isAllFiltered ? 'No file matches the filter.' : describeNoFiles(this.#ending));
  }

  /** Saves the files in the order of the table, not only those in sight. */
  #save(): void {
    if (this.#sortedFrom.total !== this.#files.total) this.#refresh();
    saveFiles(this.#files, this.#sorted);
  }
}
