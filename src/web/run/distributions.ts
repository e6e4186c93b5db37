// The distributions on the page of counters: objects by size, workers by time, and the slowest keys.

import { rangeOfBin } from '../../events/size-bins.ts';
import type { Totals } from '../../events/totals.ts';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatSize,
} from '../../text/format-quantity.ts';
import { createHistogram } from '../charts/histogram.ts';
import { formatTickTime } from '../charts/ticks.ts';
import { elementOf, setText } from './element-of.ts';
import type { RunRecord } from './run-record.ts';

export interface Distributions {
  draw(totals: Totals, record: RunRecord): void;
}

export function createDistributions(): Distributions {
  const sizes = createHistogram(elementOf('sizes'), formatNumber);
  const times = createHistogram(elementOf('times'), formatNumber);
  return {
    draw(totals, record) {
      drawSizes(totals);
      drawTimes(record);
      drawSlowest(totals);
    },
  };

  function drawSizes({ listed, settledSizes, status }: Totals): void {
    // After the end, nothing more comes.
    setText(elementOf('sizes-rest'), status === undefined ? 'to come' : 'not reached');
    setText(elementOf('rows-rest'), status === undefined ? 'To come' : 'Not reached');
    const first = listed.sizes.findIndex((count) => count > 0);
    const bins = (first < 0 ? [] : listed.sizes.slice(first)).map((count, index) => {
      const digits = first + index;
      const done = Math.min(count, settledSizes[digits] ?? 0);
      return { digits, label: labelOf(digits), done, toCome: count - done };
    });
    const most = bins.reduce(
      (a, b) => (b.done + b.toCome > a.done + a.toCome ? b : a),
      bins[0] ?? NO_BIN,
    );
    const summary =
      bins.length === 0
        ? 'Objects by size: none are listed yet.'
        : `Objects by size: ${formatCount(listed.objects, 'object')}; most are ${rangeText(most.digits)}.`;
    sizes.draw({ bins, summary });
    fillRows(
      elementOf('size-rows', HTMLTableSectionElement),
      bins.map(({ digits, done, toCome }) => [
        rangeText(digits),
        formatNumber(done),
        formatNumber(toCome),
      ]),
    );
  }

  function drawTimes({ durations }: RunRecord): void {
    const bins = durations.bins().map(({ fromMs, count }) => ({
      label: formatTickTime(Math.round(fromMs), fromMs),
      done: count,
      toCome: 0,
    }));
    const facts =
      durations.count === 0
        ? 'none has ended'
        : `median ${formatDuration(durations.quantile(0.5))} · longest ${formatDuration(durations.longestMs)}`;
    times.draw({ bins, summary: `Workers by time: ${facts}.` });
    setText(elementOf('times-remark'), durations.count === 0 ? '' : facts);
  }
}

const NO_BIN = { digits: 0, label: '', done: 0, toCome: 0 };

function drawSlowest({ slowest }: Totals): void {
  elementOf('no-slowest').hidden = slowest.length > 0;
  elementOf('slowest-table').hidden = slowest.length === 0;
  fillRows(
    elementOf('slowest', HTMLTableSectionElement),
    slowest.map(({ key, sizeBytes, ms }) => [key, formatSize(sizeBytes), formatDuration(ms)]),
  );
}

/** Gives the table these rows; the first cell of each is its header. */
function fillRows(body: HTMLTableSectionElement, rows: readonly (readonly string[])[]): void {
  while (body.rows.length > rows.length) body.deleteRow(-1);
  while (body.rows.length < rows.length) {
    const header = document.createElement('th');
    header.scope = 'row';
    body.insertRow().append(header);
  }
  for (const [at, texts] of rows.entries()) {
    const row = body.rows[at] as HTMLTableRowElement;
    while (row.cells.length < texts.length) row.insertCell();
    for (const [cell, text] of texts.entries()) setText(row.cells[cell] as HTMLElement, text);
  }
}

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** The least size of a bin, which is a power of two. */
function labelOf(digits: number): string {
  const [from] = rangeOfBin(digits);
  if (from === 0) return 'empty';
  const power = digits - 1;
  const unit = Math.min(BINARY_UNITS.length - 1, Math.floor(power / 10));
  return `${2 ** (power - unit * 10)} ${BINARY_UNITS[unit]}`;
}

function rangeText(digits: number): string {
  return digits === 0 ? 'empty' : `${labelOf(digits)} to ${labelOf(digits + 1)}`;
}
