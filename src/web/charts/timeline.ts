// The timeline of invocations: each a bar, in lanes, cascades above and workers below.

import type { TimedInvocation } from '../../events/invocation-sample.ts';
import {
  addShape,
  createChartFrame,
  setAttributes,
  showLabels,
  timeLabels,
} from './chart-frame.ts';
import { assignLanes, thinToLanes } from './lanes.ts';
import { type Rectangle, rectanglesPath } from './paths.ts';
import type { TimeCursor } from './time-cursor.ts';

export interface TimelineData {
  readonly domainMs: number;
  /** The present, while the run goes on. */
  readonly nowMs: number | undefined;
  readonly invocations: readonly TimedInvocation[];
  readonly summary: string;
}

export interface Timeline {
  /** Returns the number of bars that are drawn: the others would not have room. */
  draw(data: TimelineData): number;
}

/** In pixels. */
const LEAST_LANE = 2.6;
const LARGEST_LANE = 24;
const TIERS_GAP = 8;

const CLASSES = ['cascade', 'worker', 'retry', 'hedge', 'cold'] as const;
type BarClass = (typeof CLASSES)[number];

interface Placed {
  readonly bars: readonly TimedInvocation[];
  readonly lanes: readonly number[];
  readonly laneCount: number;
  /** The number of lanes of cascades, which are above. */
  readonly cascadeLanes: number;
}

const NOTHING: Placed = { bars: [], lanes: [], laneCount: 0, cascadeLanes: 0 };

export function createTimeline(host: HTMLElement, cursor: TimeCursor): Timeline {
  let shown: TimelineData = { domainMs: 1_000, nowMs: undefined, invocations: [], summary: '' };
  let placed = NOTHING;
  const frame = createChartFrame(host, {
    hasAxis: true,
    onResize() {
      place();
      render();
    },
  });
  const { svg } = frame;
  const grid = addShape(svg, 'path', 'chart-grid');
  const paths = new Map(CLASSES.map((name) => [name, addShape(svg, 'path', `bar-${name}`)]));
  const now = addShape(svg, 'path', 'chart-now');
  const cursorLine = addShape(svg, 'path', 'chart-cursor');
  const labels = addShape(svg, 'g', 'chart-labels');
  cursor.attach(host, {
    msAt: (x) => (x / Math.max(1, frame.width)) * shown.domainMs,
    onMove: renderCursor,
  });

  function place(): void {
    const room = Math.max(8, Math.floor((frame.floor - TIERS_GAP) / LEAST_LANE));
    const cascades = shown.invocations.filter(({ tier }) => tier === 'cascade');
    const workers = shown.invocations.filter(({ tier }) => tier === 'worker');
    const upper = thinToLanes(cascades, Math.max(4, Math.floor(room / 4)));
    const upperLanes = assignLanes(upper);
    const lower = thinToLanes(workers, Math.max(4, room - upperLanes.count));
    const lowerLanes = assignLanes(lower);
    placed = {
      bars: [...upper, ...lower],
      lanes: [...upperLanes.of, ...lowerLanes.of.map((lane) => lane + upperLanes.count)],
      laneCount: upperLanes.count + lowerLanes.count,
      cascadeLanes: upperLanes.count,
    };
  }

  function render(): void {
    const { width, floor } = frame;
    const { domainMs, nowMs } = shown;
    const { bars, lanes, laneCount, cascadeLanes } = placed;
    const gap = cascadeLanes > 0 && cascadeLanes < laneCount ? TIERS_GAP : 0;
    const pitch = Math.min(LARGEST_LANE, (floor - gap) / Math.max(1, laneCount));
    const height = pitch - Math.min(2, pitch * 0.25);
    const x = (ms: number) => (ms / domainMs) * width;
    const rectangles = new Map<BarClass, Rectangle[]>(CLASSES.map((name) => [name, []]));
    for (const [index, { tier, startedMs, endedMs, initMs, ...kind }] of bars.entries()) {
      const lane = lanes[index] as number;
      const y = lane * pitch + (lane >= cascadeLanes ? gap : 0);
      const coldEnd = Math.min(endedMs, startedMs + initMs);
      const bar = (from: number, to: number): Rectangle => ({
        x: x(from),
        y,
        width: Math.max(1, x(to) - x(from) - 1),
        height,
      });
      const name = kind.isHedge ? 'hedge' : kind.isRetry ? 'retry' : tier;
      rectangles.get(name)?.push(bar(startedMs, endedMs));
      if (initMs > 0) rectangles.get('cold')?.push(bar(startedMs, coldEnd));
    }
    for (const [name, path] of paths) {
      setAttributes(path, { d: rectanglesPath(rectangles.get(name) ?? []) });
    }
    const axis = timeLabels(width, frame.height - 5, domainMs);
    setAttributes(grid, {
      d: axis
        .map((label) => `M${Math.min(width - 0.5, Math.round(label.x) + 0.5)},0V${floor}`)
        .join(''),
    });
    setAttributes(now, { d: nowMs === undefined ? '' : `M${x(nowMs)},0V${floor}` });
    showLabels(labels, axis);
    renderCursor();
  }

  function renderCursor(): void {
    const { ms } = cursor;
    const isShown = ms !== undefined && placed.bars.length > 0;
    const x = isShown ? Math.round((ms / shown.domainMs) * frame.width) + 0.5 : 0;
    setAttributes(cursorLine, { d: isShown ? `M${x},0V${frame.floor}` : '' });
  }

  return {
    draw(data) {
      const isOther = data.invocations !== shown.invocations;
      shown = data;
      if (isOther) place();
      frame.describe(data.summary);
      render();
      return placed.bars.length;
    },
  };
}
