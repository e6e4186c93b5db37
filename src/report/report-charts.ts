// The charts of a report: how large the objects are, and when each invocation ran. They are drawn without
// a script, and their labels are text that does not shrink with them.

import type { RunRecord } from '../events/run-record.ts';
import { rangeOfBin } from '../events/size-bins.ts';
import type { Totals } from '../events/totals.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { type LaidSpan, layOutLanes } from './lanes.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

/** The labels below the bars of sizes. */
const MAX_LABELS = 5;

export function renderSizes({ listed, settledSizes }: Totals): Markup {
  const counts = listed.sizes.length > 0 ? listed.sizes : settledSizes;
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return NOTHING;
  const bins = counts.slice(first);
  const most = Math.max(...bins);
  const all = bins.reduce((sum, count) => sum + count, 0);
  const every = Math.ceil(bins.length / MAX_LABELS);
  const bars = bins.map((count, at) => {
    const [from, below] = rangeOfBin(first + at);
    const range = below === 1 ? 'empty' : `from ${formatSize(from)} to ${formatSize(below)}`;
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * 100);
    const label = at % every === 0 ? markup`<small>${formatSize(from)}</small>` : NOTHING;
    return markup`<li title="${formatCount(count, 'object')}, ${range}"><span class="unseen">${formatCount(count, 'object')}, ${range}</span><i style="height:${height.toFixed(1)}%"></i>${label}</li>`;
  });
  return markup`<section class="card">
<div class="card-head"><h2>Object sizes</h2><span>${formatCount(all, 'object')}, at most ${formatNumber(most)} in a bar</span></div>
<ol class="histogram">${bars}</ol>
</section>`;
}

/** Units of the drawing; it is stretched to its card. */
const WIDTH = 1_000;
const LANE = { height: 6, bar: 5 };

export function renderTimeline({ totals, spans, timedInvocations }: RunRecord): Markup {
  if (spans.length === 0) return NOTHING;
  const endMs = Math.max(totals.elapsedMs, ...spans.map((span) => span.endedMs));
  const lanes = layOutLanes(spans);
  const laneCount = Math.max(...lanes.map(({ lane }) => lane)) + 1;
  const scale = WIDTH / Math.max(endMs, 1);
  const isLambda = totals.started?.engine === 'lambda';
  const paths = [
    ['cascade', pathOf(lanes, scale, ({ tier }) => tier === 'cascade')],
    ['worker', pathOf(lanes, scale, ({ tier, isRetry }) => tier === 'worker' && !isRetry)],
    ['retry', pathOf(lanes, scale, ({ tier, isRetry }) => tier === 'worker' && isRetry)],
    ['cold', coldPathOf(lanes, scale)],
  ] as const;
  const shown = paths.filter(([, path]) => path !== '');
  const names: Readonly<Record<string, string>> = {
    cascade: 'cascade',
    worker: isLambda ? 'counting' : 'threads',
    retry: 'tried again',
    cold: 'cold start',
  };
  const sample =
    spans.length < timedInvocations
      ? markup`<p class="faint">The longest of ${formatNumber(timedInvocations)} invocations, and a sample of the others: ${formatNumber(spans.length)} in all.</p>`
      : NOTHING;
  const height = Math.min(320, Math.max(60, laneCount * LANE.height));
  return markup`<section class="card wide">
<div class="card-head"><h2>Invocations</h2><span>${formatNumber(timedInvocations)}, at most ${formatNumber(laneCount)} at a time</span></div>
<ul class="timeline-key">${shown.map(([kind]) => markup`<li data-kind="${kind}">${names[kind] ?? kind}</li>`)}</ul>
<svg class="timeline" viewBox="0 0 ${WIDTH} ${laneCount * LANE.height}" preserveAspectRatio="none" role="img" aria-label="${describeSpans(lanes)}" style="height:${height}px">${shown.map(
    ([kind, path]) => markup`<path data-kind="${kind}" d="${path}"/>`,
  )}</svg>
<p class="timeline-axis"><span>0 s</span><span>${formatDuration(endMs / 2)}</span><span>${formatDuration(endMs)}</span></p>
${sample}
</section>`;
}

function pathOf(
  spans: readonly LaidSpan[],
  scale: number,
  isWanted: (span: LaidSpan) => boolean,
): string {
  return spans
    .filter(isWanted)
    .map((span) => bar(span, span.startedMs, span.endedMs, scale))
    .join('');
}

function coldPathOf(spans: readonly LaidSpan[], scale: number): string {
  return spans
    .filter(({ initMs }) => initMs > 0)
    .map((span) => {
      const endedMs = Math.min(span.endedMs, span.startedMs + span.initMs);
      return bar(span, span.startedMs, endedMs, scale);
    })
    .join('');
}

function bar({ lane }: LaidSpan, startedMs: number, endedMs: number, scale: number): string {
  const width = Math.max(1, (endedMs - startedMs) * scale);
  return `M${(startedMs * scale).toFixed(1)} ${lane * LANE.height}h${width.toFixed(1)}v${LANE.bar}h-${width.toFixed(1)}z`;
}

function describeSpans(spans: readonly LaidSpan[]): string {
  const longest = Math.max(...spans.map(({ startedMs, endedMs }) => endedMs - startedMs));
  return `When each invocation ran. The longest took ${formatDuration(longest)}.`;
}
