// The charts of a report. They are drawn without a script: shapes are stretched to their card, and labels
// are text that does not stretch with them.

import type { RunRecord } from '../events/run-record.ts';
import { rangeOfBin } from '../events/size-bins.ts';
import type { Totals } from '../events/totals.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { areaPath, linePath } from '../web/charts/paths.ts';
import { ratesOf } from '../web/charts/rates.ts';
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
    const name = `${formatCount(count, 'object')}, ${range}`;
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * 100);
    const label = at % every === 0 ? markup`<small>${formatSize(from)}</small>` : NOTHING;
    return markup`<li title="${name}"><span class="unseen">${name}</span><i style="height:${height.toFixed(1)}%"></i>${label}</li>`;
  });
  return markup`<section class="card">
<div class="card-head"><h2>Object sizes</h2><span>${formatCount(all, 'object')}, at most ${formatNumber(most)} in a bar</span></div>
<ol class="histogram">${bars}</ol>
</section>`;
}

/** Units of the drawings. */
const WIDTH = 1_000;
const HEIGHT = 100;

/** A course of fewer samples is no curve. */
const MIN_SAMPLES = 4;

export function renderThroughput({ totals, course }: RunRecord): Markup {
  const growth = course.map(({ atMs, readBytes }) => ({ atMs, amount: readBytes }));
  const rates = ratesOf(growth);
  const most = Math.max(0, ...rates.map(({ perSecond }) => perSecond));
  const endMs = Math.max(totals.elapsedMs, rates.at(-1)?.atMs ?? 0);
  if (rates.length < MIN_SAMPLES || most === 0) return NOTHING;
  const points = rates.map(({ atMs, perSecond }) => ({
    x: (atMs / endMs) * WIDTH,
    y: HEIGHT - (perSecond / most) * HEIGHT,
  }));
  const workers = Math.max(...course.map((sample) => sample.workers));
  const remark = `at most ${formatSize(most)}/s read${workers > 0 ? `, ${formatCount(workers, 'worker')}` : ''}`;
  return markup`<section class="card wide">
<div class="card-head"><h2>Throughput</h2><span>${remark}</span></div>
<svg class="stretched" data-series="read" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Throughput over time: ${remark}."><path class="chart-area" d="${areaPath(points, HEIGHT)}"/><path class="chart-line" vector-effect="non-scaling-stroke" d="${linePath(points)}"/></svg>
${renderTimeAxis(endMs)}
</section>`;
}

export function renderTimeAxis(endMs: number): Markup {
  return markup`<p class="time-axis"><span>0 s</span><span>${formatDuration(endMs / 2)}</span><span>${formatDuration(endMs)}</span></p>`;
}
