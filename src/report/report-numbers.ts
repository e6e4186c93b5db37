// The upper part of a report: how far the run came, and its large numbers.

import { computeCost } from '../events/cost.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../text/format-quantity.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

/** The boxes that go from white to black. */
const PROGRESS_BOXES = 60;

export function renderProgress(totals: Totals): Markup {
  const share = shareRead(totals);
  const boxes = Array.from({ length: PROGRESS_BOXES }, (_, at) => {
    const place = at / (PROGRESS_BOXES - 1);
    if ((at + 0.5) / PROGRESS_BOXES > share) return markup`<i></i>`;
    const grey = Math.round(255 * (1 - place));
    return markup`<i class="done" style="background:rgb(${grey},${grey},${grey})"></i>`;
  });
  const percent = Math.floor(share * 100);
  return markup`<div class="progress-row" role="img" aria-label="${percent}% of the listed bytes read">${boxes}</div>`;
}

/** By bytes, or by keys if all are empty. */
function shareRead(totals: Totals): number {
  const { listed, live, notReached } = totals;
  if (listed.objects === 0) return 0;
  if (listed.sizeBytes > 0) return live.readBytes / listed.sizeBytes;
  return (settledObjects(totals) - notReached.objects) / listed.objects;
}

export function renderFacts(totals: Totals): Markup {
  const { listed, live, elapsedMs, objects } = totals;
  const seconds = elapsedMs / 1000;
  const rate = seconds > 0 ? live.readBytes / seconds : 0;
  const facts: (readonly [string, string])[] = [
    ['Counted whole', `${formatNumber(objects.counted)} of ${formatCount(listed.objects, 'key')}`],
    ['Read', `${formatSize(live.readBytes)} of ${formatSize(listed.sizeBytes)}`],
    ['Decoded', formatSize(totals.tally.bytes)],
    ['Time', formatDuration(elapsedMs)],
    ['Rate', `${formatSize(rate)}/s`],
  ];
  return markup`<dl class="facts">${facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

export function renderNumbers(totals: Totals): Markup {
  const { tally, billing, started } = totals;
  const { cascade, worker } = billing;
  const keys = settledObjects(totals) - totals.notReached.objects;
  const isPartial = totals.status !== 'complete';
  const cost =
    started?.engine === 'lambda'
      ? renderNumber(
          'dollars',
          dollarsOf(totals),
          `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-seconds`,
        )
      : renderNumber(
          'compute time',
          formatDuration(cascade.computeMs + worker.computeMs),
          'of all threads',
        );
  return markup`<section class="numbers" aria-label="Totals">
${renderNumber('words', formatNumber(tally.words), averageOf(tally.words, tally.lines, 'line'))}
${renderNumber('lines', formatNumber(tally.lines), averageOf(tally.lines, keys, 'key'))}
${cost}
</section>${isPartial && keys > 0 ? markup`<p class="partial-note">Partial: the totals have only what was counted.</p>` : NOTHING}`;
}

function renderNumber(name: string, value: string, remark: string): Markup {
  return markup`<div class="number-block"><p class="number">${value}</p><p class="remark">${name}${remark === '' ? '' : ` · ${remark}`}</p></div>`;
}

function averageOf(quantity: number, units: number, unit: string): string {
  if (units === 0) return '';
  return `${formatNumber(Number((quantity / units).toFixed(1)))} per ${unit}`;
}

function dollarsOf(totals: Totals): string {
  const { total } = computeCost(totals).all;
  return total === undefined ? '–' : formatDollars(total);
}
