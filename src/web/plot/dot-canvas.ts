// The canvas of the files that were counted whole. Each is a dot that is stamped into an image, because
// 50,000 drawing calls would take ten times as long, and every zoom draws all dots again.

import { type Point, placeCanvas } from './place-canvas.ts';

/** Radius of a dot in CSS pixels. */
export const DOT_RADIUS = 3;

/** From 0 to 1. Overlapping dots look darker. */
export const DOT_OPACITY = 0.5;

export class DotCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #origin: Point;
  readonly #context: CanvasRenderingContext2D;
  #image = new ImageData(1, 1);
  #stamp = createStamp(1);
  #ratio = 1;

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
    this.#stamp = createStamp(this.#ratio);
    this.#image = new ImageData(this.#canvas.width, this.#canvas.height);
    const { data } = this.#image;
    // Every pixel already has the colour; a dot only makes it less transparent.
    const [red, green, blue] = this.#readColor();
    const pixels = new Uint8ClampedArray([red, green, blue, 0]);
    new Uint32Array(data.buffer).fill(new Uint32Array(pixels.buffer)[0] as number);
  }

  /** The dot is visible after {@link show}. */
  draw(x: number, y: number): void {
    const { width, height, data } = this.#image;
    const { size, opacities } = this.#stamp;
    const left = Math.round(x * this.#ratio - size / 2);
    const top = Math.round(y * this.#ratio - size / 2);
    const fromX = Math.max(0, -left);
    const toX = Math.min(size, width - left);
    const toY = Math.min(size, height - top);
    for (let row = Math.max(0, -top); row < toY; row += 1) {
      let at = ((top + row) * width + left + fromX) * 4 + 3;
      for (let column = fromX; column < toX; column += 1) {
        const before = data[at] as number;
        data[at] = before + (255 - before) * (opacities[row * size + column] as number);
        at += 4;
      }
    }
  }

  show(): void {
    this.#context.putImageData(this.#image, 0, 0);
  }

  #readColor(): [number, number, number] {
    const style = getComputedStyle(document.documentElement);
    // A canvas returns any opaque colour as #rrggbb.
    this.#context.fillStyle = style.getPropertyValue('--mark-counted');
    const color = Number.parseInt(String(this.#context.fillStyle).slice(1), 16);
    return [color >> 16, (color >> 8) & 255, color & 255];
  }
}

/** The opacity of each pixel of a dot, row by row. */
function createStamp(ratio: number): { readonly size: number; readonly opacities: Float32Array } {
  const radius = DOT_RADIUS * ratio;
  const size = Math.ceil(radius) * 2;
  const opacities = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const distance = Math.hypot(column + 0.5 - size / 2, row + 0.5 - size / 2);
      // The approximate share of the pixel that is inside the circle.
      const covered = Math.min(1, Math.max(0, radius + 0.5 - distance));
      opacities[row * size + column] = covered * DOT_OPACITY;
    }
  }
  return { size, opacities };
}
