// The SVG of a chart, as large as its place, with its grid, labels and axis of time. Colours come from the
// style, so that every scheme, forced colours and print have their own.

import { formatTickTime, timeTicks } from './ticks.ts';

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** Space for the labels above the top line and below the axis. */
export const TOP = 16;
const BOTTOM = 20;

/** One label of the time axis needs about so many pixels. */
const TIME_LABEL_WIDTH = 90;

export interface ChartFrame {
  readonly svg: SVGSVGElement;
  readonly width: number;
  readonly height: number;
  /** The lower end of the plot, above the labels of the axis. */
  readonly floor: number;
  /** The text for those who do not see the chart. */
  describe(text: string): void;
}

export interface FrameOptions {
  readonly hasAxis: boolean;
  /** Called when the place has another size. */
  onResize(): void;
}

export function createChartFrame(host: HTMLElement, options: FrameOptions): ChartFrame {
  const svg = document.createElementNS(NAMESPACE, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  host.setAttribute('role', 'img');
  host.append(svg);
  let { clientWidth: width, clientHeight: height } = host;
  new ResizeObserver(() => {
    if (host.clientWidth === width && host.clientHeight === height) return;
    width = host.clientWidth;
    height = host.clientHeight;
    options.onResize();
  }).observe(host);

  return {
    svg,
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    get floor() {
      return height - (options.hasAxis ? BOTTOM : 1);
    },
    describe(text) {
      if (host.getAttribute('aria-label') !== text) host.setAttribute('aria-label', text);
    },
  };
}

/** Appends a shape with a class, whose colours the style gives. */
export function addShape<Tag extends keyof SVGElementTagNameMap>(
  parent: SVGElement,
  tag: Tag,
  className: string,
): SVGElementTagNameMap[Tag] {
  const shape = document.createElementNS(NAMESPACE, tag);
  shape.setAttribute('class', className);
  parent.append(shape);
  return shape;
}

export function setAttributes(
  element: Element,
  attributes: Readonly<Record<string, string | number>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** Shows these labels, and no others, in the group. */
export function showLabels(group: SVGGElement, labels: readonly Label[]): void {
  while (group.children.length > labels.length) group.lastChild?.remove();
  while (group.children.length < labels.length) addShape(group, 'text', 'chart-label');
  for (const [index, { x, y, text, anchor = 'start' }] of labels.entries()) {
    const element = group.children[index] as SVGTextElement;
    setAttributes(element, { x, y, 'text-anchor': anchor });
    if (element.textContent !== text) element.textContent = text;
  }
}

/** The labels of an axis of time from 0 to `maxMs`. */
export function timeLabels(width: number, y: number, maxMs: number): Label[] {
  const count = Math.max(1, Math.floor(width / TIME_LABEL_WIDTH));
  return timeTicks(maxMs, count).map((ms) => {
    const x = (ms / maxMs) * width;
    const anchor = ms === 0 ? 'start' : x > width - 16 ? 'end' : 'middle';
    return { x, y, text: formatTickTime(ms, maxMs), anchor };
  });
}
