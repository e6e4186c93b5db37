// The forms of a result for programs: JSON, CSV, tab-separated values, and the plain line of `wc`.

import { computeCost } from '../events/cost.ts';
import { describeSource } from '../events/describe-source.ts';
import type { ObjectSettled } from '../events/run-event.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { encodeLine } from '../protocol/ndjson.ts';
import { escapeControl } from '../text/escape-control.ts';
import { formatCount, formatNumber } from '../text/format-quantity.ts';
import { type Cell, csvLine, tsvLine } from '../text/separated-values.ts';
import { isBilled } from './billing.ts';
import { toDocument } from './json-document.ts';
import type { KeyFormat } from './key-lines.ts';
import type { ResultFormat } from './result-format-names.ts';

export type DataFormat = Exclude<ResultFormat, 'table'>;

/** The whole result of a run. */
export function formatTotals(format: DataFormat, totals: Totals): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(toDocument(totals))}\n`;
    case 'csv':
      return csvLine(TOTAL_COLUMNS) + csvLine(totalCells(totals));
    case 'tsv':
      return tsvLine(TOTAL_COLUMNS) + tsvLine(totalCells(totals));
    case 'plain':
      return plainTotals(totals);
  }
}

/** One line for each key. */
export function keyFormat(format: DataFormat): KeyFormat {
  switch (format) {
    case 'json':
      return { header: '', line: ({ type: _, warned: __, ...line }) => encodeLine(line) };
    case 'csv':
      return { header: csvLine(KEY_COLUMNS), line: (object) => csvLine(keyCells(object)) };
    case 'tsv':
      return { header: tsvLine(KEY_COLUMNS), line: (object) => tsvLine(keyCells(object)) };
    case 'plain':
      return { header: '', line: plainKey };
  }
}

const TOTAL_COLUMNS = [
  'status',
  'keys',
  'counted',
  'partial',
  'failed',
  'skipped',
  'sizeBytes',
  'bytes',
  'lines',
  'words',
  'elapsedMs',
  'dollars',
];

function totalCells(totals: Totals): Cell[] {
  const { status = '', objects, live, tally, elapsedMs } = totals;
  const { counted, partial, failed, skipped } = objects;
  return [
    status,
    settledObjects(totals),
    counted,
    partial,
    failed,
    skipped,
    live.readBytes,
    tally.bytes,
    tally.lines,
    tally.words,
    Math.round(elapsedMs),
    dollarsOf(totals),
  ];
}

/** Never with an exponent; empty where nothing is billed or a price is not known. */
function dollarsOf(totals: Totals): string {
  const { total } = computeCost(totals).all;
  return total === undefined || !isBilled(totals) ? '' : total.toFixed(9);
}

const KEY_COLUMNS = ['key', 'status', 'reason', 'sizeBytes', 'bytes', 'lines', 'words', 'ms'];

function keyCells(object: ObjectSettled): Cell[] {
  const { key, status, reason = '', sizeBytes, bytes, lines, words, ms } = object;
  return [key, status, reason, sizeBytes, bytes, lines, words, ms];
}

/** Lines, words and bytes, in the order of `wc`, and the source. A result that is not whole says so. */
function plainTotals(totals: Totals): string {
  const { tally, started, status, endReason, objects } = totals;
  const source = started === undefined ? '' : ` ${escapeControl(describeSource(started.source))}`;
  const all = formatCount(settledObjects(totals), 'key');
  const said =
    settledObjects(totals) === 0 ? 'no keys found' : `${formatNumber(objects.counted)} of ${all}`;
  const partial = status === 'complete' ? '' : ` (${endReason ?? status}: ${said})`;
  return `${tally.lines} ${tally.words} ${tally.bytes}${source}${partial}\n`;
}

function plainKey({ key, lines, words, bytes, status, reason }: ObjectSettled): string {
  const partial = status === 'counted' ? '' : ` (${reason ?? status})`;
  return `${lines} ${words} ${bytes} ${escapeControl(key)}${partial}\n`;
}
