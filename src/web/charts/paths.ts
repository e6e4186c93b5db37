// Shapes of charts as the paths of SVG, in pixels.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x)},${at(y)}`).join('');
}

/** The area between a line and the height `floor`. */
export function areaPath(points: readonly Point[], floor: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  return `${linePath(points)}L${at(last.x)},${at(floor)}L${at(first.x)},${at(floor)}Z`;
}

/** A line that keeps each height until the next point. */
export function stepPath(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => (index === 0 ? `M${at(x)},${at(y)}` : `H${at(x)}V${at(y)}`))
    .join('');
}

/** Many rectangles as one path. */
export function rectanglesPath(rectangles: readonly Rectangle[]): string {
  return rectangles
    .map(
      ({ x, y, width, height }) => `M${at(x)},${at(y)}h${at(width)}v${at(height)}h${at(-width)}z`,
    )
    .join('');
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}
