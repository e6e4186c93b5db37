// One axis of the plot: values to positions, positions to values, and the marked values.

import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

export type ScaleKind = 'linear' | 'log';
export type Interval = readonly [number, number];

export interface AxisScale {
  readonly scale: ScaleContinuousNumeric<number, number>;
  /** The position of a value in pixels, like that of `scale`, but fast enough for all files at once. */
  readonly project: (value: number) => number;
  readonly ticks: readonly number[];
  readonly formatTick: (value: number) => string;
}

/** The value at which a logarithmic axis shows 0. */
const LOG_ZERO = 0.5;

/** From 0 to a round value that is at least `max`, so that the axis seldom changes. */
export function wholeDomain(kind: ScaleKind, max: number): Interval {
  if (kind === 'linear')
    return [
      0,
      scaleLinear()
        .domain([0, Math.max(max, 1)])
        .nice()
        .domain()[1] as number,
    ];
  const power = 10 ** Math.floor(Math.log10(Math.max(max, 10)));
  const end = [1, 2, 5, 10].find((step) => step * power >= max) as number;
  return [LOG_ZERO, end * power];
}

/** @param tickCount the approximate number of marked values. */
export function createAxisScale(
  kind: ScaleKind,
  domain: Interval,
  range: Interval,
  tickCount: number,
): AxisScale {
  const scale = kind === 'log' ? scaleLog(domain, range) : scaleLinear(domain, range);
  const ticks = scale.ticks(tickCount).filter((value) => Number.isInteger(value));
  const format = scale.tickFormat(tickCount, '~s');
  if (kind === 'linear')
    return {
      scale,
      project: projectLinear(domain, range),
      ticks,
      // The scale would format 0 with the unit of the other values, as 0k.
      formatTick: (value) => (value === 0 ? '0' : format(value)),
    };
  return {
    scale,
    project: projectLog(domain, range),
    ticks: domain[0] <= LOG_ZERO ? [LOG_ZERO, ...ticks] : ticks,
    formatTick: (value) => (value === LOG_ZERO ? '0' : format(value)),
  };
}

function projectLinear(domain: Interval, range: Interval): (value: number) => number {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0]);
  const offset = range[0] - domain[0] * factor;
  return (value) => offset + value * factor;
}

function projectLog(domain: Interval, range: Interval): (value: number) => number {
  const project = projectLinear([Math.log(domain[0]), Math.log(domain[1])], range);
  return (value) => project(Math.log(Math.max(value, LOG_ZERO)));
}
