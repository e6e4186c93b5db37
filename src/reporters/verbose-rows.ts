// The rows of a result that `--verbose` adds: retries, shares of the cost, the estimate, and percentiles.

import { compareBill } from '../estimate/compare-bill.ts';
import { computeCost } from '../events/cost.ts';
import { rangeOfBin } from '../events/size-bins.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import {
  formatDollars,
  formatDuration,
  formatNumber,
  formatSize,
} from '../text/format-quantity.ts';
import { describeRange } from './dry-run-rows.ts';
import type { ResultRow } from './result-rows.ts';
import { binOfShare, boundOfTime, type RunDetails } from './run-details.ts';

const SHARES = [0.5, 0.9, 0.99];

/** Rows that the result has besides, with `--verbose`. */
export function verboseRows(totals: Totals, details: RunDetails): ResultRow[] {
  const sizes = SHARES.map((share) => binOfShare(totals.settledSizes, share));
  const times = SHARES.map((share) => binOfShare(details.times, share));
  const allTold = sum(details.times) === settledObjects(totals);
  const { tiers, all } = computeCost(totals);
  const cascadeShare = Number(tiers.cascade.total) / Number(all.total);
  return [
    ...(details.retries > 0
      ? [{ name: 'retries', value: formatNumber(details.retries), details: [] }]
      : []),
    ...(totals.started?.engine === 'lambda' && cascadeShare > 0
      ? [
          {
            name: 'cascades',
            value: `${(cascadeShare * 100).toFixed(1)}%`,
            details: ['of the cost'],
          },
        ]
      : []),
    ...expectedRow(totals),
    ...percentileRow('sizes', sizes, (bin) => formatSize(rangeOfBin(bin)[1])),
    ...(allTold ? percentileRow('times', times, (bin) => formatDuration(boundOfTime(bin))) : []),
  ];
}

/** The cost that the same run was expected to have, by its listing. */
function expectedRow(totals: Totals): ResultRow[] {
  const compared = compareBill(totals);
  const { dollars, elapsedMs, unpriced = [] } = compared?.estimate ?? {};
  if (!compared?.isWhole || !dollars || !elapsedMs || unpriced.includes('compute')) return [];
  const spent = compared.spent === undefined ? [] : [`was ${formatDollars(compared.spent)}`];
  const range = describeRange(dollars, formatDollars);
  const time = describeRange(elapsedMs, formatDuration);
  const value = `${formatDollars(dollars.likely)}${unpriced.length > 0 ? ' and more' : ''}`;
  return [{ name: 'expected', value, details: [range, ...spent, `time ${time}`] }];
}

function percentileRow(
  name: string,
  bins: readonly (number | undefined)[],
  format: (bin: number) => string,
): ResultRow[] {
  const items = bins.flatMap((bin, index) =>
    // A greater share with the same bound says more.
    bin === undefined || bin === bins[index + 1]
      ? []
      : [`${(SHARES[index] as number) * 100}% up to ${format(bin)}`],
  );
  return items.length === 0 ? [] : [{ name, value: '', details: items }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
