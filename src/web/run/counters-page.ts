// The page of counters: boxes that turn from white to black as the words are counted.

import { adviseOn } from '../../errors/reasons.ts';
import { computeCost } from '../../events/cost.ts';
import type { Progress } from '../../events/progress-meter.ts';
import type { Totals, WarningTotal } from '../../events/totals.ts';
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSeconds,
} from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { describeEvent } from './event-line.ts';
import { openRunPanel } from './run-panel.ts';

const LOG_LINES = 8;

const log = elementOf('log', HTMLOListElement);
const warningList = elementOf('warnings', HTMLUListElement);
let lines: string[] = [];
let shownWarnings: readonly WarningTotal[] = [];

void openRunPanel({
  noAgg: false,
  onReset() {
    lines = [];
  },
  onEvent(event, totals) {
    const line = describeEvent(event, totals);
    if (line !== undefined) lines = [...lines, line].slice(-LOG_LINES);
  },
  draw({ totals }, progress) {
    showNumbers(totals, progress);
    showLog();
    showWarnings(totals.warnings);
  },
});

function showNumbers({ live, ...totals }: Totals, progress: Progress): void {
  setBox('words', formatNumber(live.words), averageOf(live.words, 'word', live.lines, 'line'));
  setBox(
    'lines',
    formatNumber(live.lines),
    averageOf(live.lines, 'line', progress.doneKeys, 'key'),
  );
  setBox('bytes', formatNumber(live.bytes), '');
  setCost({ live, ...totals });
}

/** An average with at most one decimal; empty as long as there is nothing to divide by. */
function averageOf(quantity: number, noun: string, units: number, unit: string): string {
  if (units === 0) return '';
  return `${formatCount(Number((quantity / units).toFixed(1)), noun)} per ${unit}`;
}

function setCost(totals: Totals): void {
  const { cascade, worker } = totals.billing;
  if (totals.started?.engine !== 'lambda') {
    setText(elementOf('cost-name'), 'Compute time');
    setBox('cost', formatDuration(cascade.computeMs + worker.computeMs), 'all threads together');
    return;
  }
  const { total } = computeCost(totals).all;
  const gbSeconds = `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-seconds`;
  setText(elementOf('cost-name'), 'Cost');
  setBox('cost', total === undefined ? '–' : formatDollars(total), gbSeconds);
}

function setBox(id: string, value: string, remark: string): void {
  setText(elementOf(id), value);
  setText(elementOf(`${id}-remark`), remark);
}

function showLog(): void {
  while (log.children.length < lines.length) log.append(document.createElement('li'));
  for (const [index, item] of [...log.children].entries()) {
    const line = lines[index] ?? '';
    if (item.textContent === line) continue;
    item.textContent = line;
    item.setAttribute('title', line);
  }
}

function showWarnings(warnings: readonly WarningTotal[]): void {
  if (warnings === shownWarnings) return;
  shownWarnings = warnings;
  warningList.replaceChildren(...warnings.map(createWarning));
  elementOf('no-warnings').hidden = warnings.length > 0;
}

function createWarning({ code, message, keys, example }: WarningTotal): HTMLLIElement {
  const item = document.createElement('li');
  const what = document.createElement('strong');
  what.textContent = sentence(message);
  item.append(what);
  const count = formatCount(keys, 'key');
  if (keys > 0) addText(item, example === undefined ? count : `${count}, such as ${example}`);
  const advice = adviseOn(code);
  if (advice !== undefined) addText(item, advice);
  return item;
}

function addText(item: HTMLLIElement, text: string): void {
  const span = document.createElement('span');
  span.textContent = text;
  item.append(span);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
