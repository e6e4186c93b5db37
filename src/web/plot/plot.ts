// The scatter plot: words against lines of each file, with axes that can be zoomed.

import { select } from 'd3-selection';
import { FileColumns } from '../table/file-columns.ts';
import type { Area } from '../table/filter-files.ts';
import { AreaBrush, type Edges } from './area-brush.ts';
import {
  type AxisScale,
  chooseScaleKind,
  createAxisScale,
  type ScaleKind,
  wholeDomain,
} from './axis-scale.ts';
import { drawAxes } from './draw-axes.ts';
import { MarkCanvas, type Spot } from './mark-canvas.ts';

/** Space around the area of the marks for axes and their names, in CSS pixels. */
const MARGIN = { top: 36, right: 18, bottom: 52, left: 58 };

/** The upper left corner of the area of the marks, from the corner of the plot. */
export const PLOT_ORIGIN = { x: MARGIN.left, y: MARGIN.top } as const;

/** Space between the edge of the area and the outermost values, so that no mark is cut off. */
const INSET = 10;

/** Space for a marked value, in CSS pixels. Powers of ten are short. */
const TICK_SPACE = { linear: { x: 80, y: 48 }, log: { x: 32, y: 34 } };

/** Changes of the page's colours. */
const COLOR_QUERIES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'];

export interface PlotOptions {
  /** Called when marks have moved. */
  onChange(): void;
  /** Called when an area was chosen, or none. */
  onChoose(area: Area | undefined): void;
}

export class Plot {
  readonly #host: HTMLElement;
  readonly #marks: MarkCanvas;
  readonly #brush: AreaBrush;
  readonly #options: PlotOptions;
  #files = new FileColumns();
  #version = 0;
  /** The scales that the user chose. */
  #chosenKind: ScaleKind | undefined;
  #kind: ScaleKind = 'linear';
  #zoom: Area | undefined;
  /** The files in it are those that the table lists. */
  #area: Area | undefined;
  #width = 0;
  #height = 0;
  #x: AxisScale;
  #y: AxisScale;
  /** The counts of all files are within. */
  #range: Area = { lines: [Infinity, 0], words: [Infinity, 0] };
  #drawn = 0;
  #isStale = true;

  constructor(host: HTMLElement, options: PlotOptions) {
    this.#host = host;
    this.#options = options;
    this.#marks = new MarkCanvas(host.querySelector('.marks') as HTMLCanvasElement, PLOT_ORIGIN);
    this.#brush = new AreaBrush(host.querySelector('.brush') as SVGGElement, (pixels, at) => {
      const spot = at && this.nearest(...at, INSET);
      const edges = pixels ?? (spot && this.#marks.edgesOf(spot));
      this.choose(edges && this.#areaOf(edges));
    });
    select(host).selectAll('.area').attr('transform', `translate(${MARGIN.left},${MARGIN.top})`);
    this.#x = this.#y = createAxisScale('linear', [0, 1], [0, 1], 1);
    const redraw = () => {
      this.#isStale = true;
      this.update();
    };
    new ResizeObserver(redraw).observe(host);
    for (const query of COLOR_QUERIES) matchMedia(query).addEventListener('change', redraw);
  }

  get kind(): ScaleKind {
    return this.#kind;
  }

  get isZoomed(): boolean {
    return this.#zoom !== undefined;
  }

  show(files: FileColumns): void {
    this.#files = files;
    this.#zoom = undefined;
    this.#isStale = true;
    this.choose(undefined);
  }

  setKind(kind: ScaleKind): void {
    this.#chosenKind = kind;
    this.zoomTo(undefined);
  }

  zoomTo(area: Area | undefined): void {
    this.#zoom = area;
    this.#isStale = true;
    this.update();
  }

  get area(): Area | undefined {
    return this.#area;
  }

  /** Chooses the area of the files that the table lists; undefined for all. */
  choose(area: Area | undefined): void {
    this.#area = area;
    this.#showArea();
    this.#options.onChoose(area);
  }

  /** Chooses the files of a mark. */
  chooseSpot(index: number): void {
    const spot = this.spotOf(index);
    if (spot) this.choose(this.#areaOf(this.#marks.edgesOf(spot)));
  }

  /** Zooms around a file; `factor` multiplies the visible range. */
  zoomAround(index: number, factor: number): void {
    const spot = this.spotOf(index);
    if (!spot) return;
    const around = ({ scale, invert }: AxisScale, center: number) => {
      const [start, end] = scale.range() as [number, number];
      return invert(center + (start - center) * factor, center + (end - center) * factor);
    };
    const zoomed = { lines: around(this.#x, spot.x), words: around(this.#y, spot.y) };
    const whole = this.#wholeArea();
    const isWhole = zoomed.lines[1] > whole.lines[1] && zoomed.words[1] > whole.words[1];
    this.zoomTo(isWhole ? undefined : zoomed);
  }

  /** Draws the new files, or all of them if the axes have changed. */
  update(): void {
    const files = this.#files;
    const { lines, words } = this.#range;
    const hasGrown =
      files.maxLines > lines[1] ||
      files.maxWords > words[1] ||
      files.minLines < lines[0] ||
      files.minWords < words[0];
    const hasMoved = files.version !== this.#version || files.count < this.#drawn;
    if (this.#isStale || hasMoved || (hasGrown && !this.isZoomed)) this.#layOut();
    else if (this.#drawn !== files.count) this.#draw();
  }

  spotOf(index: number): Spot | undefined {
    return this.#marks.spotOf(this.#files, index);
  }

  /** The mark nearest to a place of the area, if one is within the radius. */
  nearest(x: number, y: number, radius: number): Spot | undefined {
    return this.#marks.nearest(this.#files, x, y, radius);
  }

  /** The size of the area of the marks, in CSS pixels. */
  get size(): { readonly width: number; readonly height: number } {
    return { width: this.#width, height: this.#height };
  }

  #draw(): void {
    this.#marks.draw(this.#files, this.#x, this.#y);
    this.#drawn = this.#files.count;
  }

  #wholeArea(): Area {
    const { lines, words } = this.#range;
    return {
      lines: wholeDomain(this.#kind, lines[1], lines[0]),
      words: wholeDomain(this.#kind, words[1], words[0]),
    };
  }

  /** Both axes are of one kind. Once it is logarithmic, it stays so during a run. */
  #chooseKind(): ScaleKind {
    if (this.#chosenKind) return this.#chosenKind;
    const { count, minSomeLines, maxLines, minSomeWords, maxWords } = this.#files;
    if (count === 0) return 'linear';
    const kinds = [
      chooseScaleKind(minSomeLines, maxLines),
      chooseScaleKind(minSomeWords, maxWords),
    ];
    return kinds.includes('log') ? 'log' : 'linear';
  }

  #layOut(): void {
    this.#isStale = false;
    this.#version = this.#files.version;
    const { minLines, maxLines, minWords, maxWords } = this.#files;
    this.#range = { lines: [minLines, maxLines], words: [minWords, maxWords] };
    this.#kind = this.#chooseKind();
    this.#width = Math.max(1, this.#host.clientWidth - MARGIN.left - MARGIN.right);
    this.#height = Math.max(1, this.#host.clientHeight - MARGIN.top - MARGIN.bottom);
    const { lines, words } = this.#zoom ?? this.#wholeArea();
    const space = TICK_SPACE[this.#kind];
    const xTicks = Math.max(2, Math.floor(this.#width / space.x));
    const yTicks = Math.max(2, Math.floor(this.#height / space.y));
    this.#x = createAxisScale(this.#kind, lines, [INSET, this.#width - INSET], xTicks);
    this.#y = createAxisScale(this.#kind, words, [this.#height - INSET, INSET], yTicks);
    drawAxes(this.#host, { x: this.#x, y: this.#y, width: this.#width, height: this.#height });
    this.#marks.clear(this.#width, this.#height);
    this.#draw();
    this.#brush.resize(this.#width, this.#height);
    this.#showArea();
    this.#options.onChange();
  }

  #areaOf([left, top, right, bottom]: Edges): Area {
    return { lines: this.#x.invert(left, right), words: this.#y.invert(bottom, top) };
  }

  #showArea(): void {
    this.#brush.show(this.#area && this.#edgesOf(this.#area));
  }

  #edgesOf({ lines, words }: Area): Edges {
    const [left, right] = [this.#x.project(lines[0]), this.#x.project(lines[1])];
    const [top, bottom] = [this.#y.project(words[1]), this.#y.project(words[0])];
    return [left, top, right, bottom];
  }
}
