// One run in the list: its result, a link, and its files.

import { type ReportName, ROUTES, type RunSummary } from '../../serve/contract.ts';
import {
  formatDollars,
  formatDuration,
  formatNumber,
  formatSize,
} from '../../text/format-quantity.ts';
import { addressOf } from '../run/address-of.ts';
import { setText } from '../run/element-of.ts';
import { formatTime } from '../run/format-time.ts';

const UNKNOWN = '–';

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const FILES: readonly (readonly [ReportName, string])[] = [
  ['report.html', 'HTML'],
  ['report.json', 'JSON'],
  ['report.csv', 'CSV'],
];

/** The columns of figures, with the names that they have where the table's head is not shown. */
const FIGURES = ['Keys', 'Words', 'Lines', 'Read', 'Time', 'Cost'] as const;

export interface RunRow {
  readonly element: HTMLTableRowElement;
  show(run: RunSummary, isPicked: boolean, isBilled: boolean): void;
}

/** @param onPick called when the run is chosen for a comparison, or no longer. */
export function createRunRow(id: string, onPick: (isPicked: boolean) => void): RunRow {
  const element = document.createElement('tr');
  const pick = document.createElement('input');
  pick.type = 'checkbox';
  pick.addEventListener('change', () => onPick(pick.checked));
  const link = document.createElement('a');
  const started = document.createElement('small');
  const failure = document.createElement('small');
  failure.className = 'run-failure';
  const state = document.createElement('span');
  state.className = 'tag';
  const name = document.createElement('th');
  name.scope = 'row';
  name.append(link, started, failure);
  element.append(cellOf('pick', pick), name, cellOf('run-state', state));
  const cells = FIGURES.map((title) => {
    const cell = cellOf('figure', document.createElement('span'));
    cell.dataset.name = title;
    return cell;
  });
  const costCell = cells.at(-1) as HTMLTableCellElement;
  element.append(...cells);
  const files = cellOf('files', ...FILES.map(([file, text]) => createFileLink(id, file, text)));
  element.append(files);

  return {
    element,
    show(run, isPicked, isBilled) {
      const keys = nameOf(run);
      const hasEnded = run.state !== 'running' && run.state !== 'stopping';
      pick.checked = isPicked;
      pick.setAttribute('aria-label', `Compare ${keys}, started ${timeOf(run)}`);
      setText(link, keys);
      link.href = run.hasEvents
        ? `${addressOf(ROUTES.counters)}?${new URLSearchParams({ run: id })}`
        : reportAddress(id, 'report.html');
      setText(started, `started ${timeOf(run)}${run.noAgg ? ', per-key results' : ''}`);
      setText(state, stateOf(run));
      state.dataset.level = levelOf(run);
      setText(failure, run.message ?? '');
      for (const [at, text] of figuresOf(run, isBilled).entries()) {
        setText(cells[at]?.firstElementChild as HTMLElement, text);
      }
      costCell.dataset.name = isBilled ? 'Cost' : 'Compute time';
      files.classList.toggle('not-yet', !hasEnded);
    },
  };
}

/** The prefix, as a name. */
export function nameOf({ prefix }: RunSummary): string {
  return prefix === '' ? 'all keys' : prefix;
}

/** With the date if it was not today. */
export function timeOf({ startedAt }: RunSummary): string {
  const time = new Date(startedAt);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? formatTime(time) : `${DATE.format(time)}, ${formatTime(time)}`;
}

function figuresOf({ state, figures }: RunSummary, isBilled: boolean): string[] {
  const { keys, counted, words, lines, readBytes, elapsedMs, dollars, computeMs } = figures;
  // Nothing is known of what a run would have found that failed before it began.
  if (state === 'failed' && keys === 0) return FIGURES.map(() => UNKNOWN);
  const cost = dollars === null ? UNKNOWN : formatDollars(dollars);
  return [
    counted === keys ? formatNumber(keys) : `${formatNumber(counted)} of ${formatNumber(keys)}`,
    formatNumber(words),
    formatNumber(lines),
    formatSize(readBytes),
    formatDuration(elapsedMs),
    isBilled ? cost : formatDuration(computeMs),
  ];
}

function stateOf(run: RunSummary): string {
  return hasFoundNothing(run) ? 'nothing found' : run.state;
}

function hasFoundNothing({ state, figures }: RunSummary): boolean {
  return figures.keys === 0 && (state === 'complete' || state === 'incomplete');
}

/** Nothing found is no success. */
function levelOf(run: RunSummary): string {
  const { state } = run;
  if (hasFoundNothing(run)) return 'warning';
  if (state === 'complete') return 'good';
  if (state === 'failed') return 'failed';
  return state === 'running' ? 'running' : 'warning';
}

function cellOf(name: string, ...content: Node[]): HTMLTableCellElement {
  const cell = document.createElement('td');
  cell.className = name;
  cell.append(...content);
  return cell;
}

function createFileLink(id: string, file: ReportName, text: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = reportAddress(id, file);
  link.download = `wordcount-${id}.${text.toLowerCase()}`;
  link.textContent = text;
  return link;
}

function reportAddress(id: string, file: ReportName): string {
  return addressOf(`${ROUTES.runs}/${id}/${file}`);
}
