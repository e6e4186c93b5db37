// One axis of the plot: values to positions, positions to values, and the marked values.

import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import type { Interval } from '../table/filter-files.ts';

export type ScaleKind = 'linear' | 'log';

export interface AxisScale {
  readonly scale: ScaleContinuousNumeric<number, number>;
  /** The position of a value in pixels, like that of `scale`, but fast enough for all files at once. */
  readonly project: (value: number) => number;
  /** The values between two positions. */
  readonly invert: (from: number, to: number) => Interval;
  readonly ticks: readonly number[];
  readonly formatTick: (value: number) => string;
}

/** The value at which a logarithmic axis shows 0. */
const LOG_ZERO = 0.3;

/** Values that differ by more are shown on a logarithmic axis, unless the user chooses. */
const LINEAR_RANGE = 100;

/** @param min the least value above 0. */
export function chooseScaleKind(min: number, max: number): ScaleKind {
  return max > min * LINEAR_RANGE ? 'log' : 'linear';
}

/**
 * From 0 to a round value that is at least `max`, so that the axis seldom changes. A logarithmic axis begins
 * with the power of ten before `min`, if that is above 1.
 */
export function wholeDomain(kind: ScaleKind, max: number, min = 0): Interval {
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
  return [min >= 10 ? 10 ** Math.floor(Math.log10(min)) : LOG_ZERO, end * power];
}

/** @param tickCount the approximate number of marked values. */
export function createAxisScale(
  kind: ScaleKind,
  domain: Interval,
  range: Interval,
  tickCount: number,
): AxisScale {
  return kind === 'log'
    ? createLogScale([Math.max(domain[0], LOG_ZERO), domain[1]], range, tickCount)
    : createLinearScale(domain, range, tickCount);
}

function createLinearScale(domain: Interval, range: Interval, tickCount: number): AxisScale {
  const scale = scaleLinear(domain, range);
  const format = scale.tickFormat(tickCount, '~s');
  return {
    scale,
    project: projectLinear(domain, range),
    invert: (from, to) => ordered(scale.invert(from), scale.invert(to)),
    ticks: scale.ticks(tickCount).filter((value) => Number.isInteger(value) && value >= 0),
    // The scale would format 0 with the unit of the other values, as 0k.
    formatTick: (value) => (value === 0 ? '0' : format(value)),
  };
}

function createLogScale(domain: Interval, range: Interval, tickCount: number): AxisScale {
  const scale = scaleLog(domain, range);
  const format = scale.tickFormat(Infinity, '~s');
  const ticks = logTicks(domain, tickCount);
  const project = projectLinear([Math.log(domain[0]), Math.log(domain[1])], range);
  return {
    scale,
    project: (value) => project(Math.log(Math.max(value, LOG_ZERO))),
    invert(from, to) {
      const [low, high] = ordered(scale.invert(from), scale.invert(to));
      // 0 is drawn at its own place.
      return [low <= LOG_ZERO * 1.000_001 ? 0 : low, high];
    },
    ticks: domain[0] <= LOG_ZERO ? [LOG_ZERO, ...ticks] : ticks,
    formatTick: (value) => (value === LOG_ZERO ? '0' : format(value)),
  };
}

/** So many marks fit into a decade in which 1, 2 and 5 are marked. */
const STEPS_SPACE = 3.3;

/** Powers of ten, fewer if there are too many; and steps between them if there are few. */
function logTicks([from, to]: Interval, tickCount: number): number[] {
  const decades = Math.log10(to / from);
  if (decades < 1) {
    return scaleLinear([from, to], [0, 1])
      .ticks(tickCount)
      .filter((value) => Number.isInteger(value) && value > 0);
  }
  const steps = decades * STEPS_SPACE <= tickCount ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / tickCount));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power += 1) {
    if (power < 0 || power % every !== 0) continue;
    for (const step of steps) {
      const value = step * 10 ** power;
      if (value >= from && value <= to) ticks.push(value);
    }
  }
  return ticks;
}

function ordered(a: number, b: number): Interval {
  return a <= b ? [a, b] : [b, a];
}

function projectLinear(domain: Interval, range: Interval): (value: number) => number {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0]);
  const offset = range[0] - domain[0] * factor;
  return (value) => offset + value * factor;
}
