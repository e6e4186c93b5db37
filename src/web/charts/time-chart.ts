// A chart of one quantity over the time of a run: what was, and as a dotted line what is expected.

import {
  addShape,
  createChartFrame,
  setAttributes,
  showLabels,
  TOP,
  timeLabels,
} from './chart-frame.ts';
import { areaPath, linePath, type Point, stepPath } from './paths.ts';
import { valueTicks } from './ticks.ts';
import type { TimeCursor } from './time-cursor.ts';

export interface TimePoint {
  readonly atMs: number;
  readonly value: number;
}

export interface TimeChartData {
  /** The time at the right end. */
  readonly domainMs: number;
  readonly points: readonly TimePoint[];
  /** The value that is expected at the end. */
  readonly expected?: TimePoint | undefined;
  readonly summary: string;
  /** Whether the last point is the present. */
  readonly isLive: boolean;
  /** Names the colours in the style. */
  readonly series: string;
  format(value: number): string;
}

export interface TimeChartOptions {
  readonly shape: 'line' | 'area' | 'steps';
  readonly hasAxis: boolean;
  /** The number of steps on the axis of values. */
  readonly steps: number;
  /** The axis reaches at least so far. */
  readonly least: number;
  readonly cursor: TimeCursor;
}

export interface TimeChart {
  draw(data: TimeChartData): void;
}

export function createTimeChart(host: HTMLElement, options: TimeChartOptions): TimeChart {
  let shown: TimeChartData = {
    domainMs: 1_000,
    points: [],
    summary: '',
    isLive: false,
    series: '',
    format: String,
  };
  const frame = createChartFrame(host, { hasAxis: options.hasAxis, onResize: render });
  const { svg } = frame;
  const grid = addShape(svg, 'path', 'chart-grid');
  const area = addShape(svg, 'path', 'chart-area');
  const line = addShape(svg, 'path', 'chart-line');
  const future = addShape(svg, 'path', 'chart-future');
  const dot = addShape(svg, 'circle', 'chart-dot');
  const cursorLine = addShape(svg, 'path', 'chart-cursor');
  const labels = addShape(svg, 'g', 'chart-labels');
  setAttributes(dot, { r: 3.5 });
  options.cursor.attach(host, {
    msAt: (x) => (x / Math.max(1, frame.width)) * shown.domainMs,
    onMove: renderCursor,
  });

  function render(): void {
    const { points, expected, domainMs } = shown;
    const { width, floor } = frame;
    const values = points.map(({ value }) => value);
    const atEdge = expected ? valueAt(expected, points.at(-1), domainMs) : 0;
    const top = Math.max(options.least, atEdge, ...values);
    // Without any value there is nothing to be measured by an axis.
    const ticks = values.some((value) => value > 0) ? valueTicks(top, options.steps) : [0];
    const y = (value: number) => floor - (value / top) * (floor - TOP);
    const place = ({ atMs, value }: TimePoint): Point => ({
      x: (atMs / domainMs) * width,
      y: y(value),
    });
    const placed = points.map(place);
    const path = options.shape === 'steps' ? stepPath(placed) : linePath(placed);
    setAttributes(grid, {
      d: ticks.map((tick) => `M0,${Math.round(y(tick)) + 0.5}H${width}`).join(''),
    });
    setAttributes(line, { d: path });
    setAttributes(area, { d: options.shape === 'area' ? areaPath(placed, floor) : '' });
    const last = placed.at(-1);
    setAttributes(future, { d: expected && last ? linePath([last, place(expected)]) : '' });
    const hasLast = last !== undefined && points.length > 1 && shown.isLive;
    dot.style.visibility = hasLast ? 'visible' : 'hidden';
    if (last) setAttributes(dot, { cx: Math.min(last.x, width - 4), cy: last.y });
    showLabels(labels, [
      ...ticks.slice(1).map((tick) => ({ x: 0, y: y(tick) - 4, text: shown.format(tick) })),
      ...(options.hasAxis ? timeLabels(width, frame.height - 5, domainMs) : []),
    ]);
    renderCursor();
  }

  function renderCursor(): void {
    const { ms } = options.cursor;
    const isShown = ms !== undefined && shown.points.length > 0;
    const x = isShown ? (ms / shown.domainMs) * frame.width : 0;
    setAttributes(cursorLine, {
      d: isShown ? `M${Math.round(x) + 0.5},${TOP}V${frame.floor}` : '',
    });
  }

  return {
    draw(data) {
      shown = data;
      svg.dataset.series = data.series;
      frame.describe(data.summary);
      render();
    },
  };
}

/** The value at a moment on the way from the last point to what is expected, or at its end. */
function valueAt(expected: TimePoint, last: TimePoint | undefined, ms: number): number {
  if (!last || expected.atMs <= ms) return expected.value;
  const way = (ms - last.atMs) / (expected.atMs - last.atMs);
  return last.value + way * (expected.value - last.value);
}
