// The upper part of a report: how far the run came, and its totals.

import { computeCost } from '../events/cost.ts';
import { readInThisPart } from '../events/parts-of-run.ts';
import { percentOf } from '../events/percent-of.ts';
import { createProgressMeter } from '../events/progress-meter.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import {
  formatAverage,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../text/format-quantity.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

/** The boxes that go from white to black. */
const BOXES = 60;

const UNKNOWN = '–';

export function renderShare(totals: Totals): Markup {
  const { listed } = totals;
  if (listed.objects === 0) return markup`<p class="share"><strong>${UNKNOWN}</strong></p>`;
  return markup`<p class="share"><strong>${percentOf(shareDone(totals))}</strong> of ${formatSize(listed.sizeBytes)} done</p>`;
}

export function renderBoxes(totals: Totals): Markup {
  const share = shareDone(totals);
  const boxes = Array.from({ length: BOXES }, (_, at) => {
    const shade = ((at / (BOXES - 1)) * 100).toFixed(1);
    const filled = Math.min(1, Math.max(0, share * BOXES - at)).toFixed(2);
    return markup`<i style="--shade:${shade}%;--filled:${filled}"></i>`;
  });
  return markup`<div class="boxes" role="img" aria-label="${percentOf(shareDone(totals))} of the listed bytes done">${boxes}</div>`;
}

/** As on the pages; 0 if the listing had not ended. */
function shareDone(totals: Totals): number {
  return createProgressMeter().measure(totals, totals.elapsedMs).share ?? 0;
}

export function renderFigures(totals: Totals): Markup {
  const { listed, live, tally, elapsedMs, objects, notReached, resumed } = totals;
  const rate = elapsedMs > 0 ? (readInThisPart(totals) / elapsedMs) * 1000 : 0;
  const notWhole = objects.partial + objects.failed + objects.skipped - notReached.objects;
  const ratio = live.readBytes > 0 ? tally.bytes / live.readBytes : 0;
  return markup`<dl class="figures">
${renderFigure('Keys counted whole', formatNumber(objects.counted), `of ${formatNumber(listed.objects)}`)}
${renderFigure('Read', formatSize(live.readBytes), `of ${formatSize(listed.sizeBytes)}`)}
${renderFigure('Throughput', `${formatSize(rate)}/s`, '')}
${renderFigure('Elapsed', formatDuration(elapsedMs), '')}
${renderFigure('Decoded', formatSize(tally.bytes), ratio > 0 ? `${ratio.toFixed(1)} : 1` : '')}
${resumed ? renderFigure('Counted earlier', formatNumber(resumed.objects), `in run ${resumed.id}`) : NOTHING}
${renderFigure('Not reached', formatNumber(notReached.objects), '')}
${renderFigure('Not counted whole', formatNumber(notWhole), '', notWhole > 0 ? 'amber' : '')}
</dl>`;
}

function renderFigure(name: string, value: string, of: string, tone = ''): Markup {
  return markup`<div><dt>${name}</dt><dd class="${tone}">${value} <small>${of}</small></dd></div>`;
}

export function renderTotals(totals: Totals): Markup {
  const { tally, billing, started } = totals;
  const { cascade, worker } = billing;
  const keys = settledObjects(totals) - totals.notReached.objects;
  const isLambda = started?.engine === 'lambda';
  const gbSeconds = `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-seconds`;
  const computeTime = formatDuration(cascade.computeMs + worker.computeMs);
  return markup`<section class="totals" aria-label="Totals">
${renderTotal('Words', formatNumber(tally.words), formatAverage(tally.words, 'word', tally.lines, 'line'))}
${renderTotal('Lines', formatNumber(tally.lines), formatAverage(tally.lines, 'line', keys, 'key'))}
${renderTotal('Bytes', formatNumber(tally.bytes), '')}
${
  isLambda
    ? renderTotal('Cost', dollarsOf(totals), gbSeconds)
    : renderTotal('Compute time', computeTime, 'all threads together')
}
</section>`;
}

function renderTotal(name: string, value: string, remark: string): Markup {
  return markup`<div class="total"><h2>${name}</h2><p class="number">${value}</p><p class="remark">${remark}</p></div>`;
}

function dollarsOf(totals: Totals): string {
  const { total } = computeCost(totals).all;
  return total === undefined ? UNKNOWN : formatDollars(total);
}
