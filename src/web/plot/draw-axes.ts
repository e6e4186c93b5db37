// Draws the axes of the plot, with faint grid lines at the marked values.

import { type Axis, axisBottom, axisLeft } from 'd3-axis';
import { select } from 'd3-selection';
import type { AxisScale } from './axis-scale.ts';

export interface Axes {
  readonly x: AxisScale;
  readonly y: AxisScale;
  /** Size of the area between the axes, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Distance between the area and the names of its axes, in CSS pixels. They stand outside of the frame. */
const NAME_DISTANCE = { below: 42, above: 14 };

export function drawAxes(host: HTMLElement, { x, y, width, height }: Axes): void {
  const root = select(host);
  root
    .select<SVGGElement>('.x-axis')
    .attr('transform', `translate(0,${height})`)
    .call(marked(axisBottom<number>(x.scale), x, height));
  root.select<SVGGElement>('.y-axis').call(marked(axisLeft<number>(y.scale), y, width));
  root
    .select('.x-name')
    .attr('x', width)
    .attr('y', height + NAME_DISTANCE.below);
  root.select('.y-name').attr('x', 0).attr('y', -NAME_DISTANCE.above);
}

function marked(axis: Axis<number>, { ticks, formatTick }: AxisScale, across: number) {
  return axis
    .tickValues(ticks)
    .tickFormat(formatTick)
    .tickSizeInner(-across)
    .tickSizeOuter(0)
    .tickPadding(8);
}
