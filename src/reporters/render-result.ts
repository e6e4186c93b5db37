// The result of a run on a terminal: one aligned block, and a last line for pasting.

import type { Colors } from 'picocolors/types.js';
import { computeCost } from '../events/cost.ts';
import { describeCutShort } from '../events/describe-limit.ts';
import { describeSource, nameBelow } from '../events/describe-source.ts';
import { describeWorkers } from '../events/describe-workers.ts';
import { earlierCost, readInThisPart } from '../events/parts-of-run.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { escapeControl } from '../text/escape-control.ts';
import { fitText } from '../text/fit-text.ts';
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSize,
} from '../text/format-quantity.ts';
import { costRow } from './billing.ts';
import { layOutRows, type ResultRow, wrapItems } from './result-rows.ts';
import type { RunDetails } from './run-details.ts';
import { renderRow, type StyledRow } from './styled-row.ts';
import { verboseRows } from './verbose-rows.ts';

export interface ResultView {
  readonly totals: Totals;
  readonly details: RunDetails;
  /** How long the job was stopped; no rate has that time in it. */
  readonly stoppedMs: number;
  readonly verbose: boolean;
}

const MAX_COLUMNS = 100;

/** A key and its time take one line, in a narrow terminal too. */
const KEY_COLUMNS = { least: 16, most: 32 };

/** Columns that a line with a key takes besides the key: those before it, its time and the unit of that. */
const BESIDE_KEY_COLUMNS = 42;

export function renderResult(view: ResultView, columns: number, colors: Colors): string {
  const width = Math.min(columns, MAX_COLUMNS);
  const head = wrapItems(describeResult(view), ' ', width);
  const rows: StyledRow[] = head.map((line) => [[line, 'bold']]);
  if (settledObjects(view.totals) > 0) {
    const last = wrapItems(lastItems(view), ' · ', width);
    rows.push([], ...layOutRows(groupsOf(view, width), width), [], ...last.map((line) => [line]));
  }
  return rows.map((row) => `${renderRow(row, width, colors)}\n`).join('');
}

/** The words of a sentence; those of the time stay together. */
function describeResult({ totals, stoppedMs }: ResultView): string[] {
  const { started, status, elapsedMs, objects } = totals;
  const where = started === undefined ? '' : ` under ${describeSource(started.source)}`;
  const all = settledObjects(totals);
  const cut = status === 'interrupted' ? 'the run was interrupted' : describeCutShort(totals);
  const some = `${formatNumber(objects.counted)} of ${formatCount(all, 'key')}`;
  const sentence =
    all === 0
      ? `No keys were found${where}`
      : cut !== undefined
        ? `Partial result, because ${cut}: ${some}${where}`
        : status === 'complete'
          ? `Counted ${describeAll(objects.counted)}${where}`
          : `Counted ${some}${where}`;
  const time = `in ${formatDuration(elapsedMs - stoppedMs)}`;
  const stopped = stoppedMs > 0 ? [`(stopped for ${formatDuration(stoppedMs)})`] : [];
  return [...escapeControl(sentence).split(' '), time, ...stopped];
}

function describeAll(keys: number): string {
  return `${keys === 1 ? '' : 'all '}${formatCount(keys, 'key')}`;
}

function groupsOf(view: ResultView, width: number): ResultRow[][] {
  return [
    countRows(view),
    [
      ...notWholeRow(view),
      ...resumedRow(view),
      ...computeRow(view),
      ...workersRow(view),
      ...costRow(view.totals),
      ...(view.verbose ? verboseRows(view.totals, view.details) : []),
      ...slowestRow(view, width),
    ],
  ];
}

function countRows(view: ResultView): ResultRow[] {
  const { tally, live } = view.totals;
  const rate = rateOf(view);
  const read = formatSize(live.readBytes);
  const decoded = formatSize(tally.bytes);
  const width = Math.max(read.length, decoded.length);
  const ratio = live.readBytes > 0 ? `  ${(tally.bytes / live.readBytes).toFixed(1)} : 1` : '';
  const isDecoded = tally.bytes !== live.readBytes;
  const speed = rate === undefined ? '' : `  ${rate}`;
  return [
    {
      name: 'words',
      value: formatNumber(tally.words),
      style: 'bold',
      details: [`read    ${read.padStart(width)}${speed}`],
    },
    {
      name: 'lines',
      value: formatNumber(tally.lines),
      details: isDecoded ? [`decoded ${decoded.padStart(width)}${ratio}`] : [],
    },
    { name: 'bytes', value: formatNumber(tally.bytes), details: [] },
  ];
}

/** Stored bytes each second, without those of earlier parts; undefined if there is nothing to divide. */
function rateOf({ totals, stoppedMs }: ResultView): string | undefined {
  const awakeMs = totals.elapsedMs - stoppedMs;
  const readBytes = readInThisPart(totals);
  if (awakeMs <= 0 || readBytes <= 0) return undefined;
  return `${formatSize((readBytes / awakeMs) * 1000)}/s`;
}

function resumedRow({ totals }: ResultView): ResultRow[] {
  const { resumed } = totals;
  if (!resumed) return [];
  const cost = earlierCost(totals);
  const spent = cost === undefined || cost === 0 ? [] : [`${formatDollars(cost)} spent then`];
  const details = [`of these keys, in run ${resumed.id}`, ...spent];
  return [{ name: 'earlier', value: formatNumber(resumed.objects), details }];
}

function notWholeRow({ totals, details }: ResultView): ResultRow[] {
  const { partial, failed, skipped } = totals.objects;
  const keys = partial + failed + skipped;
  if (keys === 0) return [];
  // Markers of folders are left out of a complete run.
  const isComplete = totals.status === 'complete';
  return [
    {
      name: isComplete ? 'left out' : 'not whole',
      value: formatNumber(keys),
      style: isComplete ? undefined : 'red',
      details: [...details.reasons].map(
        ([code, count]) => `${code.replaceAll('-', ' ')} ${formatNumber(count)}`,
      ),
    },
  ];
}

function computeRow({ totals, stoppedMs }: ResultView): ResultRow[] {
  const { started, billing, elapsedMs } = totals;
  const { computeMs } = billing.worker;
  if (started?.engine !== 'local' || computeMs === 0) return [];
  // Threads that were stopped in the middle of a task have counted that time too.
  const isKnown = elapsedMs > 0 && stoppedMs === 0;
  const busy = `${(computeMs / elapsedMs).toFixed(1)} threads busy on average`;
  return [
    { name: 'thread time', value: formatDuration(computeMs), details: isKnown ? [busy] : [] },
  ];
}

function workersRow({ totals: { workersChosen } }: ResultView): ResultRow[] {
  if (!workersChosen) return [];
  const value = formatNumber(workersChosen.workers);
  return [
    { name: 'workers', value, details: ['at a time at most', ...describeWorkers(workersChosen)] },
  ];
}

function slowestRow({ totals }: ResultView, width: number): ResultRow[] {
  if (totals.slowest.length < 2) return [];
  const { prefix = '' } = totals.started?.source ?? {};
  const room = width - BESIDE_KEY_COLUMNS;
  const keyColumns = Math.max(KEY_COLUMNS.least, Math.min(KEY_COLUMNS.most, room));
  const times = totals.slowest.map(
    ({ key, ms }) => `${fitText(nameBelow(key, prefix), keyColumns)} ${formatDuration(ms)}`,
  );
  const noun = totals.started?.engine === 'local' ? 'thread' : 'worker';
  // Several workers may have counted one key at the same time.
  const last = `${times.at(-1)} of ${noun} time`;
  return [{ name: 'slowest keys', value: '', details: [...times.slice(0, -1), last] }];
}

function lastItems(view: ResultView): string[] {
  const { totals, stoppedMs } = view;
  const { objects, live, status, endReason, elapsedMs } = totals;
  const all = settledObjects(totals);
  const keys =
    status === 'complete'
      ? formatCount(objects.counted, 'key')
      : `${formatNumber(objects.counted)} of ${formatCount(all, 'key')}`;
  const { total } = computeCost(totals).all;
  return [
    status === 'interrupted' || endReason !== undefined ? `partial: ${keys}` : keys,
    `${formatSize(live.readBytes)} in ${formatDuration(elapsedMs - stoppedMs)}`,
    rateOf(view),
    total === undefined || total === 0 ? undefined : formatDollars(total),
  ].filter((item) => item !== undefined);
}
