// The canvas of the marks. Files that are close together are one mark, which is larger and darker the more
// they are.

import type { FileColumns } from '../table/file-columns.ts';
import type { AxisScale } from './axis-scale.ts';
import { createMarkSprites, MARKS, type MarkSprites } from './mark-sprites.ts';
import { type Point, placeCanvas } from './place-canvas.ts';
import { PointBins, weightOf } from './point-bins.ts';

/** A mark, and the files that it stands for. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly files: number;
  /** One of the files. */
  readonly index: number;
}

export class MarkCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #origin: Point;
  readonly #context: CanvasRenderingContext2D;
  #sprites: MarkSprites = createMarkSprites(1);
  #ratio = 1;
  #size = { width: 1, height: 1 };
  /** One for each of {@link MARKS}. */
  #bins = MARKS.map(() => new PointBins(1, 1));
  /** The cell of each file; -1 for one that is not drawn. */
  #cells = new Int32Array(0);
  #count = 0;

  /** @param origin the upper left corner of the canvas, in CSS pixels. */
  constructor(canvas: HTMLCanvasElement, origin: Point) {
    this.#canvas = canvas;
    this.#origin = origin;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
  }

  /** Empties the canvas and applies new sizes (CSS pixels) and colours. */
  clear(width: number, height: number): void {
    placeCanvas(this.#canvas, this.#origin, width, height);
    this.#ratio = devicePixelRatio;
    this.#size = { width, height };
    this.#sprites = createMarkSprites(this.#ratio);
    this.#bins = MARKS.map(() => new PointBins(width, height));
    this.#count = 0;
  }

  /** Draws all marks, with the files that are new. */
  draw(files: FileColumns, x: AxisScale, y: AxisScale): void {
    this.#addNew(files, x, y);
    const context = this.#context;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const [at, mark] of MARKS.entries()) {
      const bins = this.#bins[at] as PointBins;
      for (const cell of bins.used) {
        const [left, top] = bins.centerOf(cell);
        this.#sprites.draw(context, mark, weightOf(bins.counts[cell] as number), left, top);
      }
    }
  }

  /** The mark of a file; undefined if it is not in sight. */
  spotOf(files: FileColumns, index: number): Spot | undefined {
    const cell = this.#cells[index] ?? -1;
    if (index >= this.#count || cell < 0) return undefined;
    return this.#spotAt(files.outcomes[index] as number, cell, index);
  }

  /** The mark nearest to a place, if one is within the radius, and the file of it that is nearest. */
  nearest(files: FileColumns, x: number, y: number, radius: number): Spot | undefined {
    const found = this.#bins
      .map((bins, mark) => ({ mark, nearest: bins.nearest(x, y, radius) }))
      .filter(({ nearest }) => nearest !== undefined)
      .sort((a, b) => (a.nearest?.distance ?? 0) - (b.nearest?.distance ?? 0))[0];
    if (!found?.nearest) return undefined;
    const { cell } = found.nearest;
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#cells[index] === cell && files.outcomes[index] === found.mark)
        return this.#spotAt(found.mark, cell, index);
    }
    return undefined;
  }

  /** The left, top, right and bottom of the cell of a mark. */
  edgesOf(spot: Spot): readonly [number, number, number, number] {
    return (this.#bins[0] as PointBins).edgesOf(this.#cells[spot.index] as number);
  }

  #spotAt(mark: number, cell: number, index: number): Spot {
    const bins = this.#bins[mark] as PointBins;
    const [x, y] = bins.centerOf(cell);
    return { x, y, files: bins.counts[cell] as number, index };
  }

  #addNew(files: FileColumns, x: AxisScale, y: AxisScale): void {
    const { count, lines, words, outcomes } = files;
    if (this.#cells.length < count) {
      const cells = new Int32Array(lines.length);
      cells.set(this.#cells.subarray(0, this.#count));
      this.#cells = cells;
    }
    const { width, height } = this.#size;
    for (let index = this.#count; index < count; index += 1) {
      this.#cells[index] = -1;
      // A file that was not counted has no place.
      const bins = this.#bins[outcomes[index] as number];
      if (!bins) continue;
      const left = x.project(lines[index] as number);
      const top = y.project(words[index] as number);
      if (left < 0 || top < 0 || left > width || top > height) continue;
      this.#cells[index] = bins.add(left, top);
    }
    this.#count = count;
  }
}
