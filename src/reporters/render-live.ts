// The rows of the live block: pure, from the totals and the size of the terminal.

import type { Colors } from 'picocolors/types.js';
import { describeSource, nameBelow } from '../events/describe-source.ts';
import { percentOf } from '../events/percent-of.ts';
import type { Progress } from '../events/progress-meter.ts';
import type { Engine, ReadingObject } from '../events/run-event.ts';
import type { SourceName } from '../events/source-name.ts';
import type { Totals } from '../events/totals.ts';
import { fitText, textColumns } from '../text/fit-text.ts';
import {
  formatCount,
  formatElapsed,
  formatNumber,
  formatPartOfSize,
  formatRemaining,
  formatSize,
} from '../text/format-quantity.ts';
import { describeRunningCost } from './billing.ts';
import { progressBar, sparkline } from './progress-bar.ts';
import { renderRow, type StyledRow, spread } from './styled-row.ts';

/** All that the block shows. */
export interface LiveView {
  readonly source: SourceName;
  readonly engine: Engine;
  /** Workers or threads that may run at a time; undefined where the run chooses. */
  readonly maxWorkers: number | undefined;
  readonly totals: Totals;
  readonly progress: Progress;
  readonly elapsedMs: number;
}

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Beyond this, the eye has to travel too far from a figure to its share. */
const MAX_COLUMNS = 100;

/** Below this, names and figures stand in one column and not in two. */
const TWO_COLUMNS = 56;

/** Room for the longest number of most runs, so that nothing moves while they grow. */
const NUMBER_COLUMNS = '999,999,999,999'.length;

const NAME_COLUMNS = 'decoded '.length;

const LEFT_COLUMNS = '59 min 59 s left'.length;

const RATE_COLUMNS = '38.4 MB/s'.length;

/** A name that is cut shorter tells nothing. */
const MIN_NAME_COLUMNS = 16;

/** A row, and its rank: on a low terminal, rows of a high rank are left out first. */
interface RankedRow {
  readonly rank: number;
  readonly row: StyledRow;
}

/** No row is wider than the screen, less one column, and there are at most as many as the screen has. */
export function renderLive(view: LiveView, screen: Screen, colors: Colors): string[] {
  const columns = Math.min(screen.columns - 1, MAX_COLUMNS);
  const rows = [
    { rank: 8, row: titleRow(view, columns) },
    { rank: 1, row: barRow(view.progress, columns) },
    ...(columns < TWO_COLUMNS ? narrowFigures(view) : wideFigures(view, columns)),
    // New rows come last, so that none of the others moves.
    { rank: 13, row: readingRow(view, columns) },
    ...waitingRow(view),
    ...notWholeRow(view),
  ];
  const ranks = rows.map(({ rank }) => rank).sort((a, b) => a - b);
  const lastRank = ranks[Math.max(1, Math.min(rows.length, screen.rows)) - 1] as number;
  return rows
    .filter(({ rank }) => rank <= lastRank)
    .map(({ row }) => renderRow(row, columns, colors));
}

function titleRow({ source, engine, totals, elapsedMs }: LiveView, columns: number): StyledRow {
  const elapsed = `${formatElapsed(elapsedMs)} elapsed`;
  const name = describeSource(source);
  const title = `${name}${describePlace(engine, totals)}`;
  const hasRoom = textColumns(title) + 2 + elapsed.length <= columns;
  return spread([hasRoom ? title : name, 'bold'], [elapsed], columns);
}

function describePlace(engine: Engine, { started }: Totals): string {
  if (engine === 'local') return ' · on this machine';
  return ` · Lambda${started?.prices === undefined ? '' : ` ${started.prices.region}`}`;
}

function barRow({ share, remainingMs }: Progress, columns: number): StyledRow {
  const left =
    share === undefined
      ? 'still listing'
      : `${remainingMs === undefined ? '–' : formatRemaining(remainingMs)} left`;
  const percent = share === undefined ? '–' : percentOf(share);
  const figures = `  ${percent.padStart(4)}  ${left.padStart(LEFT_COLUMNS)}`;
  const barColumns = columns - figures.length;
  // On a terminal of a few columns, the share says more than a bar.
  if (barColumns < 8) return [`${percent}  ${left}`];
  return [...progressBar(share ?? 0, barColumns), figures];
}

/** Names and values: what was counted by what, and beside it how far the run is. */
function figuresOf({ engine, totals, progress, maxWorkers }: LiveView) {
  const { live, listed, reading } = totals;
  const found = listed.complete ? '' : ' found so far';
  const keys = `${formatNumber(progress.doneKeys)} of ${formatNumber(progress.listedKeys)}${found}`;
  const most = totals.workersChosen?.workers ?? maxWorkers;
  const max = most === undefined ? '' : ` of ${formatNumber(Math.max(most, reading.workers))}`;
  return {
    counted: [
      ['words', formatNumber(live.words)],
      ['lines', formatNumber(live.lines)],
      ['decoded', formatSize(live.bytes)],
      [engine === 'lambda' ? 'workers' : 'threads', `${formatNumber(reading.workers)}${max}`],
    ],
    reached: [
      ['keys', keys],
      ['read', formatPartOfSize(progress.readBytes, listed.sizeBytes)],
      ['rate', `${formatSize(progress.rateBytesPerS)}/s`],
      ['cost', describeRunningCost(totals, progress.share) ?? ''],
    ],
  } as const;
}

function wideFigures(view: LiveView, columns: number): RankedRow[] {
  const { counted, reached } = figuresOf(view);
  const width = Math.max(NUMBER_COLUMNS, ...counted.map(([, value]) => value.length));
  const rateColumns = columns - (NAME_COLUMNS + width + 9 + RATE_COLUMNS + 2);
  const rates = sparkline(view.progress.rates, rateColumns);
  return counted.map(([name, value], index) => {
    const [otherName, otherValue] = reached[index] as readonly [string, string];
    const row: StyledRow = [
      [name.padEnd(NAME_COLUMNS), 'dim'],
      index === 0 ? [value.padStart(width), 'bold'] : value.padStart(width),
      [otherValue === '' ? '' : `   ${otherName.padEnd(6)}`, 'dim'],
      ...(otherName === 'rate'
        ? [`${otherValue.padEnd(RATE_COLUMNS)}  `, [rates, 'cyan'] as const]
        : [otherValue]),
    ];
    return { rank: WIDE_RANKS[index] as number, row };
  });
}

/** How far the run is comes first: on a low screen, that is what is left. */
const WIDE_RANKS = [2, 4, 6, 9];
const NARROW_RANKS = { words: 2, keys: 3, lines: 4, read: 5, rate: 6, decoded: 7, cost: 10 };
const WORKERS_RANK = 9;

function narrowFigures(view: LiveView): RankedRow[] {
  const { counted, reached } = figuresOf(view);
  return [...counted, ...reached]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({
      rank: name === 'workers' || name === 'threads' ? WORKERS_RANK : NARROW_RANKS[name],
      row: [[name.padEnd(NAME_COLUMNS), 'dim'], name === 'words' ? [value, 'bold'] : value],
    }));
}

/** Empty while nothing is read, so that the rows below stay where they are. */
function readingRow({ totals }: LiveView, columns: number): StyledRow {
  const { objects } = totals.reading;
  if (objects.length === 0) return [];
  const prefix = totals.started?.source.prefix ?? '';
  const room = columns - 'reading '.length;
  const shown = Math.max(1, Math.min(objects.length, Math.floor(room / (MIN_NAME_COLUMNS + 8))));
  const nameColumns = Math.floor((room - 3 * (shown - 1)) / shown) - ' 100%'.length;
  const items = objects
    .slice(0, shown)
    // In a steady order, they do not change places while they are read.
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((object) => `${fitText(nameBelow(object.key, prefix), nameColumns)} ${shareOf(object)}`);
  return [['reading ', 'dim'], items.join(' · ')];
}

function shareOf({ readBytes, sizeBytes }: ReadingObject): string {
  return percentOf(sizeBytes > 0 ? Math.min(1, readBytes / sizeBytes) : 0);
}

function waitingRow({ totals }: LiveView): RankedRow[] {
  if (totals.reading.waiting === undefined) return [];
  return [{ rank: 12, row: ['waiting for Lambda, which is throttling: fewer workers start'] }];
}

function notWholeRow({ totals: { objects } }: LiveView): RankedRow[] {
  const keys = objects.partial + objects.failed + objects.skipped;
  if (keys === 0) return [];
  return [{ rank: 11, row: [[`${formatCount(keys, 'key')} not counted whole`, 'red']] }];
}
