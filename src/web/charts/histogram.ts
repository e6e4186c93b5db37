// A histogram with two parts in each bar: what is done, and what is still to come.

import { addShape, createChartFrame, setAttributes, showLabels, TOP } from './chart-frame.ts';
import { rectanglesPath } from './paths.ts';
import { valueTicks } from './ticks.ts';

export interface HistogramBin {
  /** The value at the left end of the bin, as a label. */
  readonly label: string;
  readonly done: number;
  readonly toCome: number;
}

export interface HistogramData {
  readonly bins: readonly HistogramBin[];
  readonly summary: string;
}

export interface Histogram {
  draw(data: HistogramData): void;
}

/** A label needs about so many pixels. */
const LABEL_WIDTH = 64;

/** Bars are at most so wide. */
const MAX_BAR = 56;

export function createHistogram(host: HTMLElement, format: (value: number) => string): Histogram {
  let shown: HistogramData = { bins: [], summary: '' };
  const frame = createChartFrame(host, { hasAxis: true, onResize: render });
  const { svg } = frame;
  const grid = addShape(svg, 'path', 'chart-grid');
  const toCome = addShape(svg, 'path', 'bin-to-come');
  const done = addShape(svg, 'path', 'bin-done');
  const labels = addShape(svg, 'g', 'chart-labels');

  function render(): void {
    const { bins } = shown;
    const { width, floor } = frame;
    const top = Math.max(1, ...bins.map((bin) => bin.done + bin.toCome));
    const ticks =
      bins.length > 0 ? valueTicks(top, 2).filter((tick) => Number.isInteger(tick)) : [0];
    const y = (value: number) => floor - (value / top) * (floor - TOP);
    // The labels of the vertical axis stand above its lines, at the left end.
    const left = 44;
    const pitch = Math.min(MAX_BAR, (width - left) / Math.max(1, bins.length));
    const gap = Math.max(1, Math.min(4, pitch * 0.15));
    const bar = (index: number, from: number, to: number) => ({
      x: left + index * pitch + gap / 2,
      y: to > from ? Math.min(y(to), y(from) - 1.5) : y(from),
      width: pitch - gap,
      height: to > from ? Math.max(1.5, y(from) - y(to)) : 0,
    });
    setAttributes(grid, {
      d: ticks.map((tick) => `M0,${Math.round(y(tick)) + 0.5}H${width}`).join(''),
    });
    setAttributes(done, { d: rectanglesPath(bins.map((bin, index) => bar(index, 0, bin.done))) });
    setAttributes(toCome, {
      d: rectanglesPath(bins.map((bin, index) => bar(index, bin.done, bin.done + bin.toCome))),
    });
    const every = Math.max(1, Math.ceil(LABEL_WIDTH / pitch));
    showLabels(labels, [
      ...ticks.slice(1).map((tick) => ({ x: 0, y: y(tick) - 4, text: format(tick) })),
      ...bins.flatMap(({ label }, index) =>
        index % every === 0 && left + index * pitch + LABEL_WIDTH <= width
          ? [{ x: left + index * pitch, y: frame.height - 5, text: label }]
          : [],
      ),
    ]);
  }

  return {
    draw(data) {
      shown = data;
      frame.describe(data.summary);
      render();
    },
  };
}
