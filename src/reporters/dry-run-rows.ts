// A dry run on a terminal: what would be counted, what is left out and why, and what it is expected to take.

import type { Colors } from 'picocolors/types.js';
import type { Estimate, Range } from '../estimate/estimate-run.ts';
import { getsOf, requestCost } from '../estimate/request-cost.ts';
import { describeSource } from '../events/describe-source.ts';
import type { PricedPart } from '../events/known-cost.ts';
import { listingInThisPart } from '../events/parts-of-run.ts';
import { describeMissing, priceNotes } from '../events/price-notes.ts';
import type { Problem } from '../events/problems.ts';
import type { ToCount } from '../events/run-event.ts';
import { NO_TOTALS, type Totals } from '../events/totals.ts';
import { escapeControl } from '../text/escape-control.ts';
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSize,
  toPlainDollars,
} from '../text/format-quantity.ts';
import { leftOutOf } from './left-out-problems.ts';
import { layOutRows, type ResultRow, wrapItems } from './result-rows.ts';
import type { RunDetails } from './run-details.ts';
import { renderRow, type StyledRow } from './styled-row.ts';
import { renderWarnings } from './warnings.ts';

export interface DryRunView {
  /** The totals of the events of a dry run. */
  readonly totals: Totals;
  /** The warnings about keys that are not to be counted. */
  readonly problems: readonly Problem[];
  readonly details: RunDetails;
  /** Undefined where nothing is known of how long it takes and what it costs. */
  readonly estimate: Estimate | undefined;
}

const MAX_COLUMNS = 100;

const BULLET = '  - ';

const UNKNOWN = '–';

export function renderDryRun(view: DryRunView, columns: number, colors: Colors): string {
  const width = Math.min(columns, MAX_COLUMNS);
  const { toCount } = view.totals;
  const head = wrapItems(escapeControl(describeFound(view)).split(' '), ' ', width);
  const rows: StyledRow[] = head.map((line) => [[line, 'bold']]);
  const groups = [
    [...formatRows(toCount), ...leftOutRows(view), ...earlierRows(view)],
    toCount && toCount.objects > 0 ? planRows(view, toCount) : [],
  ];
  if (groups.flat().length > 0) rows.push([], ...layOutRows(groups, width));
  const paragraphs = [sentencesOf(view), assumptionsOf(view), priceSentencesOf(view)];
  for (const paragraph of paragraphs.filter(({ length }) => length > 0)) {
    const lines = paragraph.flatMap((text) => wrapHanging(text, width));
    rows.push([], ...lines.map((line): StyledRow => [line]));
  }
  return rows.map((row) => `${renderRow(row, width, colors)}\n`).join('');
}

/** The sentence with which a dry run begins. */
function describeFound({ totals }: DryRunView): string {
  const { started, toCount, listed, status } = totals;
  const where = started === undefined ? '' : ` under ${describeSource(started.source)}`;
  if (!toCount) {
    const why = status === 'interrupted' ? 'interrupted' : 'broke off';
    return `The listing ${status === 'interrupted' ? 'was ' : ''}${why}: ${formatCount(listed.objects, 'key')} so far${where}, ${formatSize(listed.sizeBytes)}`;
  }
  if (listed.objects === 0) return `No keys were found${where}`;
  return `To count: ${formatCount(toCount.objects, 'key')}${where}, ${formatSize(toCount.sizeBytes)}`;
}

function formatRows(toCount: ToCount | undefined): ResultRow[] {
  const formats = [...(toCount?.formats ?? [])].sort((a, b) => b.sizeBytes - a.sizeBytes);
  return formats.map(({ format, objects, sizeBytes }) => ({
    name: format,
    value: formatSize(sizeBytes),
    details: [formatCount(objects, 'key')],
  }));
}

function leftOutRows({ problems }: DryRunView): ResultRow[] {
  const leftOut = leftOutOf(problems);
  const keys = leftOut.reduce((sum, { count }) => sum + count, 0);
  if (keys === 0) return [];
  const details = leftOut.map(({ code, count }) => `${formatNumber(count)} ${code}`);
  return [{ name: 'left out', value: formatCount(keys, 'key'), details }];
}

/** Other faults than keys that are left out, such as a listing that broke off. */
export function renderDryRunWarnings(
  { totals, problems, details }: DryRunView,
  columns: number,
  colors: Colors,
): string {
  const told = new Set(leftOutOf(problems).map(({ code }) => code));
  const warnings = totals.warnings.filter(({ code }) => !told.has(code));
  // The result itself says what it leaves out of the dollars.
  return renderWarnings(
    { ...NO_TOTALS, status: totals.status, warnings },
    details,
    columns,
    colors,
  );
}

function earlierRows({ totals: { resumed } }: DryRunView): ResultRow[] {
  if (!resumed) return [];
  const details = [`taken from run ${resumed.id}`];
  return [{ name: 'earlier', value: formatCount(resumed.objects, 'key'), details }];
}

function planRows({ totals, estimate }: DryRunView, toCount: ToCount): ResultRow[] {
  const { started, workersChosen } = totals;
  if (!estimate) {
    if (!started?.prices) return [];
    const { dollars, missing } = requestCost(totals);
    return [requestsRow(totals, getsOf(toCount)), planCostRow(missing, formatAbout(dollars), [])];
  }
  const { invocations, storeRequests, elapsedMs, dollars, unpriced } = estimate;
  const mostWorkers = workersChosen?.workers ?? started?.limits?.workers ?? 0;
  return [
    {
      name: 'workers',
      value: formatNumber(Math.min(mostWorkers, invocations.worker)),
      details: [
        'at a time',
        `about ${formatCount(invocations.worker, 'invocation')}`,
        formatCount(invocations.cascade, 'cascade'),
      ],
    },
    requestsRow(totals, storeRequests.gets),
    {
      name: 'time',
      value: `about ${formatDuration(elapsedMs.likely)}`,
      details: [describeRange(elapsedMs, formatDuration)],
    },
    dollars
      ? planCostRow(unpriced, formatAbout(dollars.likely), [describeRange(dollars, formatDollars)])
      : planCostRow(unpriced, UNKNOWN, []),
  ];
}

function requestsRow(totals: Totals, gets: number): ResultRow {
  const { storeRequests, getRequests } = listingInThisPart(totals);
  const { source } = totals.started ?? {};
  const isInventory = source !== undefined && 'inventory' in source;
  const lookUp = isInventory ? 'GET of the inventory' : 'HEAD';
  const listing = [
    ...(storeRequests > 0 ? [formatCount(storeRequests, 'LIST', 'LIST')] : []),
    ...(getRequests > 0 ? [formatCount(getRequests, lookUp, lookUp)] : []),
  ];
  return { name: 'requests', value: `about ${formatNumber(gets)}`, details: ['GET', ...listing] };
}

/** Without the price of computing, the rest says nothing of the whole. */
function planCostRow(
  missing: readonly PricedPart[],
  about: string,
  details: readonly string[],
): ResultRow {
  const name = 'cost';
  if (missing.includes('compute')) return { name, value: UNKNOWN, details: [] };
  const value = missing.length > 0 ? `${about} and more` : about;
  return { name, value, style: 'bold', details };
}

function formatAbout(dollars: number): string {
  return `about ${formatDollars(dollars)}`;
}

/** `$0.90 to $2.10`. */
export function describeRange({ least, most }: Range, format: (value: number) => string): string {
  return `${format(least)} to ${format(most)}`;
}

/** Whole sentences. */
function sentencesOf({ totals, estimate }: DryRunView): string[] {
  const { started, toCount } = totals;
  const limit = started?.maxDollars;
  const most = estimate?.dollars?.most ?? 0;
  const isFolder = started !== undefined && 'dir' in started.source;
  const isEmpty = !toCount || toCount.objects === 0;
  return [
    isFolder
      ? 'Nothing was counted.'
      : 'Nothing was counted, and no function was invoked. The listing is all that this has cost.',
    ...(limit !== undefined && most > limit
      ? [`The run may reach --max-cost ${toPlainDollars(limit)} before everything is counted.`]
      : []),
    ...(isEmpty || estimate
      ? []
      : [
          isFolder
            ? 'Counting on this machine costs nothing, and how long it takes depends on the machine, so it is not estimated.'
            : 'How long it takes depends on this machine and its network, so it is not estimated.',
        ]),
  ];
}

function assumptionsOf({ totals, estimate }: DryRunView): string[] {
  if (!estimate || !totals.toCount?.objects) return [];
  return ['Assumed:', ...estimate.assumptions.map((text) => `${BULLET}${text}`)];
}

function priceSentencesOf({ totals, estimate }: DryRunView): string[] {
  const prices = totals.started?.prices;
  if (!prices || !totals.toCount?.objects) return [];
  const missing = estimate?.unpriced ?? requestCost(totals).missing;
  return [...describeMissing(prices, missing), ...priceNotes(totals)];
}

/** The lines of an item of a list stand below each other. */
function wrapHanging(text: string, columns: number): string[] {
  const isItem = text.startsWith(BULLET);
  const words = (isItem ? text.slice(BULLET.length) : text).split(' ');
  const lines = wrapItems(words, ' ', columns - (isItem ? BULLET.length : 0));
  if (!isItem) return lines;
  return lines.map((line, at) => `${at === 0 ? BULLET : ' '.repeat(BULLET.length)}${line}`);
}
