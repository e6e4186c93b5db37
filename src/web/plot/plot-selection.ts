// The selected file of the plot, by pointer, keys or table, and its tooltip.

import { formatCount } from '../../text/format-quantity.ts';
import { setText } from '../run/element-of.ts';
import { describeCounts, describeFile } from '../table/describe-file.ts';
import { describeStatus, type FileColumns, type FileRow } from '../table/file-columns.ts';
import { sortFiles } from '../table/sort-files.ts';
import type { Spot } from './mark-canvas.ts';
import { PLOT_ORIGIN, type Plot } from './plot.ts';

/** The maximum distance between the pointer and the selected mark, in CSS pixels. */
const REACH = 36;

/** Space between a mark and its tooltip, in CSS pixels. */
const GAP = 14;

type Axis = 'lines' | 'words';

export class PlotSelection {
  readonly #host: HTMLElement;
  readonly #tip: HTMLElement;
  readonly #ring: SVGCircleElement;
  readonly #plot: Plot;
  readonly #speak: (text: string) => void;
  #files: FileColumns;
  #version = 0;
  #selected: number | undefined;
  #orders: { count: number; version: number; lines: Uint32Array; words: Uint32Array } | undefined;

  /** @param speak announces the file that was selected with keys. */
  constructor(host: HTMLElement, plot: Plot, files: FileColumns, speak: (text: string) => void) {
    this.#host = host;
    this.#plot = plot;
    this.#files = files;
    this.#speak = speak;
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
    this.#version = files.version;
    this.#orders = undefined;
    this.select(undefined);
  }

  /** Moves the tooltip to the present position of the mark. */
  refresh(): void {
    const isSame = this.#version === this.#files.version;
    this.#version = this.#files.version;
    this.select(isSame ? this.#selected : undefined);
  }

  select(index: number | undefined): void {
    this.#selected = index;
    const spot = index === undefined ? undefined : this.#plot.spotOf(index);
    this.#tip.hidden = !spot;
    this.#ring.classList.toggle('shown', spot !== undefined);
    if (!spot) return;
    this.#ring.setAttribute('cx', String(spot.x));
    this.#ring.setAttribute('cy', String(spot.y));
    this.#fillTip(this.#files.row(spot.index), spot);
    this.#placeTip(spot);
  }

  #point(event: PointerEvent): void {
    const { left, top } = this.#host.getBoundingClientRect();
    const x = event.clientX - left - this.#host.clientLeft - PLOT_ORIGIN.x;
    const y = event.clientY - top - this.#host.clientTop - PLOT_ORIGIN.y;
    const index = this.#plot.nearest(x, y, REACH)?.index;
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
        this.#stepFrom('lines', this.#orderBy('lines').length, -1);
        return true;
      case 'Enter':
        if (this.#selected !== undefined) this.#plot.chooseSpot(this.#selected);
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
        if (this.#selected === undefined) this.#plot.choose(undefined);
        this.select(undefined);
        return true;
      default:
        return false;
    }
  }

  /** Selects the next visible file with more or fewer lines or words. */
  #step(axis: Axis, by: 1 | -1): void {
    const order = this.#orderBy(axis);
    const outside = by === 1 ? -1 : order.length;
    const from = this.#selected === undefined ? outside : order.indexOf(this.#selected);
    this.#stepFrom(axis, from, by);
  }

  #stepFrom(axis: Axis, from: number, by: 1 | -1): void {
    const order = this.#orderBy(axis);
    for (let rank = from + by; rank >= 0 && rank < order.length; rank += by) {
      const index = order[rank] as number;
      if (!this.#plot.spotOf(index)) continue;
      this.select(index);
      this.#speak(describeFile(this.#files.row(index)));
      return;
    }
  }

  /** The files that have a place, in order. */
  #orderBy(axis: Axis): Uint32Array {
    const files = this.#files;
    const { count, version } = files;
    if (this.#orders?.count !== count || this.#orders.version !== version) {
      const counted = Uint32Array.from({ length: count }, (_, index) => index).filter((index) =>
        files.isCounted(index),
      );
      const sorted = (column: Axis) =>
        sortFiles(files, counted.slice(), { column, descending: false });
      this.#orders = { count, version, lines: sorted('lines'), words: sorted('words') };
    }
    return this.#orders[axis];
  }

  #fillTip(file: FileRow, { files }: Spot): void {
    const [key, counts, status, others] = this.#tip.children as unknown as HTMLElement[];
    if (!key || !counts || !status || !others) return;
    setText(key, file.key);
    counts.textContent = describeCounts(file);
    status.textContent = describeStatus(file);
    status.hidden = status.textContent === '';
    others.textContent =
      files > 1 ? `and ${formatCount(files - 1, 'other file')} here; click to list them` : '';
    others.hidden = files === 1;
  }

  /** Places the tooltip beside the mark, within the area, so that it covers no axis. */
  #placeTip({ x, y }: Spot): void {
    const area = this.#plot.size;
    const { offsetWidth: width, offsetHeight: height } = this.#tip;
    const right = x + GAP + width <= area.width ? x + GAP : x - GAP - width;
    const left = Math.min(Math.max(right, 0), Math.max(0, area.width - width));
    const isBeside = left >= x + GAP || left + width <= x - GAP;
    const below = y + GAP;
    // Where it has no room beside the mark, it must not lie upon it.
    const wanted = isBeside
      ? y - height / 2
      : below + height <= area.height
        ? below
        : y - GAP - height;
    const top = Math.min(Math.max(wanted, 0), Math.max(0, area.height - height));
    this.#tip.style.left = `${PLOT_ORIGIN.x + left}px`;
    this.#tip.style.top = `${PLOT_ORIGIN.y + top}px`;
  }
}
