// Places a canvas on its page and matches its pixels to those of the screen.

/** Coordinates in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sizes are in CSS pixels. This empties the canvas. */
export function placeCanvas(
  canvas: HTMLCanvasElement,
  origin: Point,
  width: number,
  height: number,
): void {
  canvas.style.left = `${origin.x}px`;
  canvas.style.top = `${origin.y}px`;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
}
