// The selected file of the plot, by pointer or keys, and its tooltip.

import { formatCount, formatSize } from '../../text/format-quantity.ts';
import { describeStatus, type FileColumns, type FileRow } from '../table/file-columns.ts';
import { type Column, sortFiles } from '../table/sort-files.ts';
import { PLOT_ORIGIN, type Plot } from './plot.ts';

/** The maximum distance between the pointer and the selected mark, in CSS pixels. */
const REACH = 36;

/** Space between a mark and its tooltip, in CSS pixels. */
const GAP = 14;

export class PlotSelection {
  readonly #host: HTMLElement;
  readonly #tip: HTMLElement;
  readonly #ring: SVGCircleElement;
  readonly #spoken: HTMLElement;
  readonly #plot: Plot;
  #files: FileColumns;
  #selected: number | undefined;
  #orders: { count: number; lines: Uint32Array; words: Uint32Array } | undefined;

  /** @param spoken a live region that announces the file that was selected with keys. */
  constructor(host: HTMLElement, plot: Plot, files: FileColumns, spoken: HTMLElement) {
    this.#host = host;
    this.#plot = plot;
    this.#files = files;
    this.#spoken = spoken;
    this.#tip = host.querySelector('.tip') as HTMLElement;
    this.#ring = host.querySelector('.ring') as SVGCircleElement;
    for (const type of ['pointermove', 'pointerdown'] as const)
      host.addEventListener(type, (event) => this.#point(event));
    host.addEventListener('pointerleave', () => this.select(undefined));
    host.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && this.#press(event.key))
        event.preventDefault();
    });
    host.addEventListener('blur', () => this.select(undefined));
  }

  show(files: FileColumns): void {
    this.#files = files;
    this.#orders = undefined;
    this.select(undefined);
  }

  /** Moves the tooltip to the present position of the mark. */
  refresh(): void {
    this.select(this.#selected);
  }

  select(index: number | undefined): void {
    this.#selected = index;
    const isShown = index !== undefined && this.#plot.isVisible(index);
    this.#tip.hidden = !isShown;
    this.#ring.classList.toggle('shown', isShown);
    if (!isShown) return;
    const [x, y] = this.#plot.positionOf(index);
    this.#ring.setAttribute('cx', String(x));
    this.#ring.setAttribute('cy', String(y));
    this.#fillTip(this.#files.row(index));
    this.#placeTip(x + PLOT_ORIGIN.x, y + PLOT_ORIGIN.y);
  }

  #point(event: PointerEvent): void {
    const { left, top } = this.#host.getBoundingClientRect();
    const x = event.clientX - left - PLOT_ORIGIN.x;
    const y = event.clientY - top - PLOT_ORIGIN.y;
    const index = this.#plot.nearest(x, y, REACH);
    if (index !== this.#selected) this.select(index);
  }

  /** Returns whether the key has a function here. */
  #press(key: string): boolean {
    switch (key) {
      case 'ArrowRight':
        this.#step('lines', 1);
        return true;
      case 'ArrowLeft':
        this.#step('lines', -1);
        return true;
      case 'ArrowUp':
        this.#step('words', 1);
        return true;
      case 'ArrowDown':
        this.#step('words', -1);
        return true;
      case 'Home':
        this.#stepFrom('lines', -1, 1);
        return true;
      case 'End':
        this.#stepFrom('lines', this.#files.count, -1);
        return true;
      case '+':
      case '=':
      case '-':
        if (this.#selected !== undefined)
          this.#plot.zoomAround(this.#selected, key === '-' ? 2 : 0.5);
        return true;
      case '0':
        this.#plot.zoomTo(undefined);
        return true;
      case 'Escape':
        this.select(undefined);
        return true;
      default:
        return false;
    }
  }

  /** Selects the next visible file with more or fewer lines or words. */
  #step(column: 'lines' | 'words', by: 1 | -1): void {
    const order = this.#orderBy(column);
    const outside = by === 1 ? -1 : order.length;
    const from = this.#selected === undefined ? outside : order.indexOf(this.#selected);
    this.#stepFrom(column, from, by);
  }

  #stepFrom(column: 'lines' | 'words', from: number, by: 1 | -1): void {
    const order = this.#orderBy(column);
    for (let rank = from + by; rank >= 0 && rank < order.length; rank += by) {
      const index = order[rank] as number;
      if (!this.#plot.isVisible(index)) continue;
      this.select(index);
      this.#spoken.textContent = describeFile(this.#files.row(index));
      return;
    }
  }

  #orderBy(column: Column & ('lines' | 'words')): Uint32Array {
    const { count } = this.#files;
    if (this.#orders?.count !== count) {
      const sorted = (by: Column) => sortFiles(this.#files, { column: by, descending: false });
      this.#orders = { count, lines: sorted('lines'), words: sorted('words') };
    }
    return this.#orders[column];
  }

  #fillTip(file: FileRow): void {
    const [key, counts, status] = this.#tip.children as unknown as HTMLElement[];
    if (!key || !counts || !status) return;
    key.textContent = file.key;
    counts.textContent = describeCounts(file);
    status.textContent = describeStatus(file);
    status.hidden = status.textContent === '';
  }

  /** Places the tooltip beside the mark, on the side with enough space. */
  #placeTip(x: number, y: number): void {
    const { clientWidth, clientHeight } = this.#host;
    const { offsetWidth: width, offsetHeight: height } = this.#tip;
    const right = x + GAP + width <= clientWidth ? x + GAP : x - GAP - width;
    const left = Math.min(Math.max(right, 0), clientWidth - width);
    const below = y + GAP + height <= clientHeight ? y + GAP : y - GAP - height;
    this.#tip.style.left = `${left}px`;
    this.#tip.style.top = `${Math.max(0, below)}px`;
  }
}

function describeFile(file: FileRow): string {
  const status = describeStatus(file);
  return `${file.key}: ${describeCounts(file)}${status === '' ? '' : `, ${status}`}`;
}

function describeCounts({ words, lines, sizeBytes }: FileRow): string {
  return `${formatCount(words, 'word')}, ${formatCount(lines, 'line')}, ${formatSize(sizeBytes)}`;
}
