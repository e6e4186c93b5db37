// The canvas of the plainly counted files. Each is a dot stamped into an image of our own, for 50,000
// calls of a canvas take ten times as long: and all of them are drawn anew when the plot is zoomed.

import { type Point, placeCanvas } from './place-canvas.ts';

/** In CSS pixels. */
export const DOT_RADIUS = 3;

/** 0 to 1; where many dots lie upon each other it grows darker. */
export const DOT_OPACITY = 0.5;

export class DotCanvas {
  readonly #canvas: HTMLCanvasElement;
  readonly #origin: Point;
  readonly #context: CanvasRenderingContext2D;
  #image = new ImageData(1, 1);
  #stamp = createStamp(1);
  #ratio = 1;

  /** @param origin where the canvas has its corner, in CSS pixels. */
  constructor(canvas: HTMLCanvasElement, origin: Point) {
    this.#canvas = canvas;
    this.#origin = origin;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
  }

  /** Empties it, and takes new sizes (CSS pixels) and colours. */
  clear(width: number, height: number): void {
    placeCanvas(this.#canvas, this.#origin, width, height);
    this.#ratio = devicePixelRatio;
    this.#stamp = createStamp(this.#ratio);
    this.#image = new ImageData(this.#canvas.width, this.#canvas.height);
    const { data } = this.#image;
    // Every pixel has the one colour already: a dot only makes it less transparent.
    const [red, green, blue] = this.#readColor();
    const pixels = new Uint8ClampedArray([red, green, blue, 0]);
    new Uint32Array(data.buffer).fill(new Uint32Array(pixels.buffer)[0] as number);
  }

  /** Seen after {@link show}. */
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
    // A canvas gives any opaque colour back as #rrggbb.
    this.#context.fillStyle = style.getPropertyValue('--mark-counted');
    const color = Number.parseInt(String(this.#context.fillStyle).slice(1), 16);
    return [color >> 16, (color >> 8) & 255, color & 255];
  }
}

/** How opaque a dot is at each of its pixels, row by row. */
function createStamp(ratio: number): { readonly size: number; readonly opacities: Float32Array } {
  const radius = DOT_RADIUS * ratio;
  const size = Math.ceil(radius) * 2;
  const opacities = new Float32Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const distance = Math.hypot(column + 0.5 - size / 2, row + 0.5 - size / 2);
      // About the share of the pixel that is within the circle.
      const covered = Math.min(1, Math.max(0, radius + 0.5 - distance));
      opacities[row * size + column] = covered * DOT_OPACITY;
    }
  }
  return { size, opacities };
}
