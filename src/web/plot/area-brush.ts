// The rectangle that a drag draws over the plot. A click is told apart from it.

import { brush, type D3BrushEvent } from 'd3-brush';
import { pointer, select } from 'd3-selection';

/** The left, top, right and bottom, in CSS pixels. */
export type Edges = readonly [number, number, number, number];

/** Called with the rectangle of a drag, or with the place of a click. */
type OnEnd = (edges: Edges | undefined, clicked: readonly [number, number] | undefined) => void;

/** A shorter drag is treated as a click. */
const MIN_DRAG_PIXELS = 5;

/** The distance from the edge of the plot at which a rectangle reaches it. */
const SLACK = 12;

export class AreaBrush {
  readonly #group;
  readonly #behaviour = brush<unknown>().keyModifiers(false);
  #size = { width: 0, height: 0 };

  constructor(group: SVGGElement, onEnd: OnEnd) {
    this.#group = select<SVGGElement, unknown>(group);
    this.#behaviour
      // A finger on the plot scrolls the page; a tap chooses a mark.
      .touchable(false)
      .on('end', ({ selection, sourceEvent }: D3BrushEvent<unknown>) => {
        // The rectangle was moved by `show`.
        if (!sourceEvent) return;
        const [[left, top], [right, bottom]] = (selection ?? [
          [0, 0],
          [0, 0],
        ]) as [[number, number], [number, number]];
        const isDrag = right - left >= MIN_DRAG_PIXELS && bottom - top >= MIN_DRAG_PIXELS;
        if (isDrag) onEnd([left, top, right, bottom], undefined);
        else onEnd(undefined, pointer(sourceEvent, group));
      });
  }

  resize(width: number, height: number): void {
    this.#size = { width, height };
    this.#behaviour.extent([
      [0, 0],
      [width, height],
    ]);
    this.#group.call(this.#behaviour);
  }

  /** Shows the part of the rectangle that is in sight; nothing if that is all of the plot. */
  show(edges: Edges | undefined): void {
    const { width, height } = this.#size;
    if (width === 0) return;
    const [left, top, right, bottom] = edges ?? [0, 0, 0, 0];
    const isInSight = left < width && top < height && right > 0 && bottom > 0;
    const isAll =
      left <= SLACK && top <= SLACK && right >= width - SLACK && bottom >= height - SLACK;
    const within = (value: number, end: number) => Math.min(end, Math.max(0, value));
    this.#group.call(
      this.#behaviour.move,
      edges && isInSight && !isAll
        ? [
            [within(left, width), within(top, height)],
            [within(right, width), within(bottom, height)],
          ]
        : null,
    );
  }
}
