// The scatter plot: words against lines of each file, on canvases with axes that can be zoomed.

import { brush, type D3BrushEvent } from 'd3-brush';
import { select } from 'd3-selection';
import { FileColumns } from '../table/file-columns.ts';
import {
  type AxisScale,
  createAxisScale,
  type Interval,
  type ScaleKind,
  wholeDomain,
} from './axis-scale.ts';
import { DotCanvas } from './dot-canvas.ts';
import { drawAxes } from './draw-axes.ts';
import { createMarkCanvas } from './mark-canvas.ts';

/** Space around the area of the marks for axes and their names, in CSS pixels. */
const MARGIN = { top: 12, right: 16, bottom: 46, left: 62 };

/** The upper left corner of the area of the marks, from the corner of the plot. */
export const PLOT_ORIGIN = { x: MARGIN.left, y: MARGIN.top } as const;

/** Space between the edge of the area and the outermost values, so that no mark is cut off. */
const INSET = 10;

/** A shorter drag is treated as a click. */
const MIN_ZOOM_PIXELS = 6;

export interface Domains {
  readonly lines: Interval;
  readonly words: Interval;
}

export class Plot {
  readonly #host: HTMLElement;
  readonly #dots;
  readonly #marks;
  readonly #onChange: () => void;
  #files = new FileColumns();
  #kind: ScaleKind = 'linear';
  #zoom: Domains | undefined;
  #width = 0;
  #height = 0;
  #x: AxisScale;
  #y: AxisScale;
  #maxLines = 0;
  #maxWords = 0;
  #drawn = 0;
  #isStale = true;
  /** Positions of the drawn files, in CSS pixels from the corner of the area. */
  #positions = new Float32Array(0);

  /** @param onChange is called when marks have moved. */
  constructor(host: HTMLElement, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
    this.#dots = new DotCanvas(host.querySelector('.dots') as HTMLCanvasElement, PLOT_ORIGIN);
    this.#marks = createMarkCanvas(host.querySelector('.marks') as HTMLCanvasElement, PLOT_ORIGIN);
    select(host).selectAll('.area').attr('transform', `translate(${MARGIN.left},${MARGIN.top})`);
    this.#x = this.#y = createAxisScale('linear', [0, 1], [0, 1], 1);
    const redraw = () => {
      this.#isStale = true;
      this.update();
    };
    new ResizeObserver(redraw).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    host.addEventListener('dblclick', () => this.zoomTo(undefined));
  }

  show(files: FileColumns): void {
    this.#files = files;
    this.#zoom = undefined;
    this.#isStale = true;
  }

  setKind(kind: ScaleKind): void {
    this.#kind = kind;
    this.zoomTo(undefined);
  }

  get isZoomed(): boolean {
    return this.#zoom !== undefined;
  }

  zoomTo(domains: Domains | undefined): void {
    this.#zoom = domains;
    this.#isStale = true;
    this.update();
  }

  /** Zooms around a file; `factor` multiplies the visible range. */
  zoomAround(index: number, factor: number): void {
    const [x, y] = this.positionOf(index);
    const around = ({ scale }: AxisScale, center: number): Interval => {
      const [start, end] = scale.range() as [number, number];
      return [
        scale.invert(center + (start - center) * factor),
        scale.invert(center + (end - center) * factor),
      ];
    };
    const zoomed = { lines: around(this.#x, x), words: around(this.#y, y) };
    const whole = this.#wholeDomains();
    const isWhole = zoomed.lines[0] < whole.lines[0] && zoomed.lines[1] > whole.lines[1];
    this.zoomTo(isWhole ? undefined : zoomed);
  }

  /** Draws the new files, or all of them if the axes have changed. */
  update(): void {
    const { count, maxLines, maxWords } = this.#files;
    const hasGrown = maxLines > this.#maxLines || maxWords > this.#maxWords;
    if (this.#isStale || (hasGrown && !this.isZoomed)) this.#layOut();
    if (this.#drawn === count) return;
    this.#drawFrom(this.#drawn);
    this.#drawn = count;
  }

  positionOf(index: number): [number, number] {
    return [this.#positions[index * 2] as number, this.#positions[index * 2 + 1] as number];
  }

  isVisible(index: number): boolean {
    const [x, y] = this.positionOf(index);
    return x >= 0 && y >= 0 && x <= this.#width && y <= this.#height;
  }

  /** The index of the file nearest to a point, if one is within the radius. */
  nearest(x: number, y: number, radius: number): number | undefined {
    let best: number | undefined;
    let bestSquare = radius ** 2;
    const positions = this.#positions;
    for (let index = 0; index < this.#drawn; index += 1) {
      const dx = (positions[index * 2] as number) - x;
      const dy = (positions[index * 2 + 1] as number) - y;
      const square = dx * dx + dy * dy;
      if (square > bestSquare) continue;
      best = index;
      bestSquare = square;
    }
    return best;
  }

  #wholeDomains(): Domains {
    return {
      lines: wholeDomain(this.#kind, this.#maxLines),
      words: wholeDomain(this.#kind, this.#maxWords),
    };
  }

  #layOut(): void {
    this.#isStale = false;
    this.#maxLines = this.#files.maxLines;
    this.#maxWords = this.#files.maxWords;
    this.#width = Math.max(1, this.#host.clientWidth - MARGIN.left - MARGIN.right);
    this.#height = Math.max(1, this.#host.clientHeight - MARGIN.top - MARGIN.bottom);
    const { lines, words } = this.#zoom ?? this.#wholeDomains();
    const xTicks = Math.max(2, Math.floor(this.#width / 90));
    const yTicks = Math.max(2, Math.floor(this.#height / 55));
    this.#x = createAxisScale(this.#kind, lines, [INSET, this.#width - INSET], xTicks);
    this.#y = createAxisScale(this.#kind, words, [this.#height - INSET, INSET], yTicks);
    drawAxes(this.#host, { x: this.#x, y: this.#y, width: this.#width, height: this.#height });
    this.#addBrush(select(this.#host).select<SVGGElement>('.brush'));
    this.#dots.clear(this.#width, this.#height);
    this.#marks.clear(this.#width, this.#height);
    this.#drawn = 0;
    this.#drawFrom(0);
    this.#drawn = this.#files.count;
    this.#onChange();
  }

  #drawFrom(from: number): void {
    const { count, lines, words, statuses } = this.#files;
    if (this.#positions.length < count * 2) {
      const positions = new Float32Array(lines.length * 2);
      positions.set(this.#positions);
      this.#positions = positions;
    }
    const xOf = this.#x.project;
    const yOf = this.#y.project;
    for (let index = from; index < count; index += 1) {
      const x = xOf(lines[index] as number);
      const y = yOf(words[index] as number);
      this.#positions[index * 2] = x;
      this.#positions[index * 2 + 1] = y;
      if (x < -INSET || y < -INSET || x > this.#width + INSET || y > this.#height + INSET) continue;
      const status = statuses[index] as number;
      // Files that were not counted whole are drawn above all dots, so that no dot hides them.
      if (status === 0) this.#dots.draw(x, y);
      else this.#marks.draw(status, x, y);
    }
    this.#dots.show();
  }

  #addBrush(group: ReturnType<typeof select<SVGGElement, unknown>>): void {
    const zoom = brush<unknown>()
      .extent([
        [0, 0],
        [this.#width, this.#height],
      ])
      .keyModifiers(false)
      .on('end', ({ selection }: D3BrushEvent<unknown>) => {
        if (selection === null) return;
        const [[left, top], [right, bottom]] = selection as [[number, number], [number, number]];
        group.call(zoom.move, null);
        if (right - left < MIN_ZOOM_PIXELS || bottom - top < MIN_ZOOM_PIXELS) return;
        this.zoomTo({
          lines: [this.#x.scale.invert(left), this.#x.scale.invert(right)],
          words: [this.#y.scale.invert(bottom), this.#y.scale.invert(top)],
        });
      });
    group.call(zoom);
  }
}
