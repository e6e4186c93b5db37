// Joins points that are close to each other on the screen, so that 43 equal files are not one dot like any
// other, and 50,000 files are drawn as a few thousand dots.

/** The width and height of a cell, in CSS pixels. Its files are one dot. */
export const CELL = 11;

/** Positions are in CSS pixels from the corner of the area. */
export class PointBins {
  readonly #columns: number;
  readonly #rows: number;
  /** Files in each cell, row by row. */
  readonly counts: Uint32Array;
  readonly #sumX: Float64Array;
  readonly #sumY: Float64Array;
  /** The cells that have files. */
  readonly used: number[] = [];

  constructor(width: number, height: number) {
    this.#columns = Math.max(1, Math.ceil(width / CELL));
    this.#rows = Math.max(1, Math.ceil(height / CELL));
    const cells = this.#columns * this.#rows;
    this.counts = new Uint32Array(cells);
    this.#sumX = new Float64Array(cells);
    this.#sumY = new Float64Array(cells);
  }

  /** The cell at a position; -1 outside of the area. */
  cellAt(x: number, y: number): number {
    const column = Math.floor(x / CELL);
    const row = Math.floor(y / CELL);
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return -1;
    return row * this.#columns + column;
  }

  /** Returns the cell, or -1 for a point outside of the area. */
  add(x: number, y: number): number {
    const cell = this.cellAt(x, y);
    if (cell < 0) return cell;
    if (this.counts[cell] === 0) this.used.push(cell);
    this.counts[cell] = (this.counts[cell] as number) + 1;
    this.#sumX[cell] = (this.#sumX[cell] as number) + x;
    this.#sumY[cell] = (this.#sumY[cell] as number) + y;
    return cell;
  }

  /** The middle of the files of a cell: for one file, its exact place. */
  centerOf(cell: number): [number, number] {
    const count = this.counts[cell] as number;
    return [(this.#sumX[cell] as number) / count, (this.#sumY[cell] as number) / count];
  }

  /** The left, top, right and bottom of a cell. */
  edgesOf(cell: number): readonly [number, number, number, number] {
    const left = (cell % this.#columns) * CELL;
    const top = Math.floor(cell / this.#columns) * CELL;
    return [left, top, left + CELL, top + CELL];
  }

  /** The cell whose dot is nearest to a place, if one is within the radius; and its distance. */
  nearest(x: number, y: number, radius: number): { cell: number; distance: number } | undefined {
    let best: { cell: number; distance: number } | undefined;
    for (const cell of this.used) {
      const [cx, cy] = this.centerOf(cell);
      const distance = Math.hypot(cx - x, cy - y);
      if (distance > (best?.distance ?? radius)) continue;
      best = { cell, distance };
    }
    return best;
  }
}

/** 0 for one file, 1 up to ten, 2 up to a hundred, and so on: how large and dark a dot is. */
export function weightOf(count: number): number {
  return Math.min(MAX_WEIGHT, Math.ceil(Math.log10(count)));
}

export const MAX_WEIGHT = 4;
