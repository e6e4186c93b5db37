// The big numbers of the page of counters.

import { knownCost } from '../../events/known-cost.ts';
import { unreported } from '../../events/tier-use.ts';
import { settledObjects, type Totals } from '../../events/totals.ts';
import {
  formatAverage,
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';

export function showTotals(totals: Totals): void {
  const { live, tally, notReached } = totals;
  const keys = settledObjects(totals) - notReached.objects;
  setTotal(
    'words',
    formatNumber(live.words),
    formatAverage(tally.words, 'word', tally.lines, 'line'),
  );
  setTotal('lines', formatNumber(live.lines), formatAverage(tally.lines, 'line', keys, 'key'));
  setTotal('bytes', formatNumber(live.bytes), describeBytes(totals));
  setCost(totals);
}

/** Below this ratio, the data is as good as not compressed. */
const COMPRESSED_RATIO = 1.05;

function describeBytes({ live }: Totals): string {
  if (live.readBytes === 0) return '';
  const ratio = live.bytes / live.readBytes;
  if (ratio < COMPRESSED_RATIO) return formatSize(live.bytes);
  return `${formatSize(live.bytes)}, ${ratio.toFixed(1)} times the stored size`;
}

function setCost(totals: Totals): void {
  const { started, billing } = totals;
  const { cascade, worker } = billing;
  if (started?.engine !== 'lambda') {
    setText(elementOf('cost-name'), 'Compute time');
    const computeMs = cascade.computeMs + worker.computeMs + totals.reading.computeMs;
    setTotal('cost', formatDuration(computeMs), 'all threads together');
    return;
  }
  setText(elementOf('cost-name'), 'Cost');
  const { dollars, missing } = knownCost(totals);
  const unknown = unreported(cascade) + unreported(worker);
  const remarks = [
    ...(missing.length > 0 ? ['not every price is known'] : []),
    ...(unknown > 0 ? [`${formatCount(unknown, 'bill')} unknown`] : []),
    `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-seconds`,
  ];
  // Without the price of computing, the rest says nothing of the whole.
  const known = missing.includes('compute') ? '–' : formatDollars(dollars);
  const isMore = known !== '–' && (missing.length > 0 || unknown > 0);
  setTotal('cost', isMore ? `${known} and more` : known, remarks.join(' · '));
}

function setTotal(id: string, value: string, remark: string): void {
  const number = elementOf(id);
  if (number.textContent !== value) {
    number.textContent = value;
    // The style makes the number as large as its length allows.
    number.style.setProperty('--characters', String(value.length));
  }
  setText(elementOf(`${id}-remark`), remark);
}
