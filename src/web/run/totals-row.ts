// The big numbers of the page of counters.

import { computeCost } from '../../events/cost.ts';
import { settledObjects, type Totals } from '../../events/totals.ts';
import {
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
  setTotal('words', formatNumber(live.words), averageOf(tally.words, 'word', tally.lines, 'line'));
  setTotal('lines', formatNumber(live.lines), averageOf(tally.lines, 'line', keys, 'key'));
  setTotal('bytes', formatNumber(live.bytes), describeBytes(totals));
  setCost(totals);
}

/** An average with at most one decimal; empty as long as there is nothing to divide by. */
function averageOf(quantity: number, noun: string, units: number, unit: string): string {
  if (units === 0) return '';
  return `${formatCount(Number((quantity / units).toFixed(1)), noun)} per ${unit}`;
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
  const { total } = computeCost(totals).all;
  const gbSeconds = `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-seconds`;
  if (total === undefined) {
    setTotal('cost', '–', `${gbSeconds}; not every price is known`);
    return;
  }
  setTotal('cost', formatDollars(total), gbSeconds);
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
