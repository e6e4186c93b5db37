// The timeline of a report: each invocation a bar, cascades above and workers below.

import type { TimedInvocation } from '../events/invocation-sample.ts';
import type { RunRecord } from '../events/run-record.ts';
import { formatCount, formatDuration, formatNumber } from '../text/format-quantity.ts';
import { assignLanes, thinToLanes } from '../web/charts/lanes.ts';
import { type Rectangle, rectanglesPath } from '../web/charts/paths.ts';
import { type Markup, markup, NOTHING } from './markup.ts';
import { renderTimeAxis } from './report-charts.ts';

/** Units of the drawing, which is stretched to its card. */
const WIDTH = 1_000;
const LANE = 6;
const BAR = 5;

/** In pixels. */
const LANE_HEIGHT = { most: 14, least: 3 };
const MAX_LANES = 100;

interface Bar extends TimedInvocation {
  readonly lane: number;
}

export function renderTimeline(record: RunRecord): Markup {
  const { totals, invocations, timedInvocations } = record;
  if (invocations.length === 0) return NOTHING;
  const { bars, lanes } = placeBars(invocations);
  const endMs = Math.max(totals.elapsedMs, ...bars.map((bar) => bar.endedMs), 1);
  const scale = WIDTH / endMs;
  const isLambda = totals.started?.engine === 'lambda';
  const kinds = [
    ['cascade', 'cascade', bars.filter(({ tier }) => tier === 'cascade').map(wholeOf)],
    ['worker', isLambda ? 'worker' : 'thread', bars.filter(isFirst).map(wholeOf)],
    ['retry', 'tried again', bars.filter(isAgain).map(wholeOf)],
    ['hedge', 'hedged', bars.filter(isHedged).map(wholeOf)],
    ['cold', 'cold start', bars.filter(({ initMs }) => initMs > 0).map(coldOf)],
  ] as const;
  const shown = kinds.filter(([, , rectangles]) => rectangles.length > 0);
  const height = Math.max(LANE_HEIGHT.least, Math.min(LANE_HEIGHT.most, 280 / lanes)) * lanes;
  const sample =
    bars.length < timedInvocations
      ? markup`<p class="faint">The longest and a sample of the others: ${formatNumber(bars.length)} of ${formatNumber(timedInvocations)}.</p>`
      : NOTHING;
  return markup`<section class="card wide">
<div class="card-head"><h2>Invocations</h2><span>${describe(bars, timedInvocations)}</span></div>
<ul class="keys">${shown.map(([kind, name]) => markup`<li class="${kind}">${name}</li>`)}</ul>
<svg class="stretched" viewBox="0 0 ${WIDTH} ${lanes * LANE}" preserveAspectRatio="none" role="img" aria-label="When each invocation ran: ${describe(bars, timedInvocations)}." style="height:${Math.round(height)}px">${shown.map(
    ([kind, , rectangles]) =>
      markup`<path class="bar-${kind}" d="${rectanglesPath(rectangles.map(scaled))}"/>`,
  )}</svg>
${renderTimeAxis(endMs)}
${sample}
</section>`;

  function scaled({ x, y, width, height: tall }: Rectangle): Rectangle {
    return { x: x * scale, y, width: Math.max(1, width * scale), height: tall };
  }
}

function placeBars(invocations: readonly TimedInvocation[]): { bars: Bar[]; lanes: number } {
  const place = (some: readonly TimedInvocation[], above: number) => {
    const { of, count } = assignLanes(some);
    return { bars: some.map((one, at) => ({ ...one, lane: above + (of[at] as number) })), count };
  };
  const cascades = place(
    invocations.filter(({ tier }) => tier === 'cascade'),
    0,
  );
  const workers = place(
    thinToLanes(
      invocations.filter(({ tier }) => tier === 'worker'),
      MAX_LANES,
    ),
    cascades.count,
  );
  return { bars: [...cascades.bars, ...workers.bars], lanes: cascades.count + workers.count };
}

function isFirst({ tier, isRetry, isHedge }: Bar): boolean {
  return tier === 'worker' && !isRetry && !isHedge;
}

function isAgain({ tier, isRetry, isHedge }: Bar): boolean {
  return tier === 'worker' && isRetry && !isHedge;
}

function isHedged({ tier, isHedge }: Bar): boolean {
  return tier === 'worker' && isHedge;
}

/** In milliseconds across. */
function wholeOf({ lane, startedMs, endedMs }: Bar): Rectangle {
  return { x: startedMs, y: lane * LANE, width: endedMs - startedMs, height: BAR };
}

function coldOf(bar: Bar): Rectangle {
  return { ...wholeOf(bar), width: Math.min(bar.initMs, bar.endedMs - bar.startedMs) };
}

function describe(bars: readonly Bar[], all: number): string {
  const longest = Math.max(...bars.map(({ startedMs, endedMs }) => endedMs - startedMs));
  return `${formatCount(all, 'invocation')}, the longest ${formatDuration(longest)}`;
}
