// The page of counters: boxes that pass from white to black as the words are counted.

import { computeCost } from '../../events/cost.ts';
import { settledObjects, type Totals, type WarningTotal } from '../../events/totals.ts';
import {
  formatDollars,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { describeEvent } from './event-line.ts';
import { openRunPanel } from './run-panel.ts';
import { shadeOf, toColor } from './shade.ts';
import { shareDone } from './share-done.ts';

const LOG_LINES = 8;

/** How much of the way to its shade a box goes in a frame, so that it flows and does not leap. */
const EASE = 0.15;

const boxes = elementOf('boxes');
const log = elementOf('log', HTMLOListElement);
const warningList = elementOf('warnings', HTMLUListElement);
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
let lines: string[] = [];
let shownWarnings: readonly WarningTotal[] = [];
let shownShare = 0;
let wantedShare = 0;
let isEasing = false;

void openRunPanel({
  noAgg: false,
  onReset() {
    lines = [];
    shownShare = 0;
  },
  onEvent(event, totals) {
    const line = describeEvent(event, totals);
    if (line !== undefined) lines = [...lines, line].slice(-LOG_LINES);
  },
  draw({ totals }, progress) {
    showNumbers(totals);
    showLog();
    showWarnings(totals.warnings);
    wantedShare = shareDone(totals, progress);
    if (!isEasing) easeShade();
  },
});

function showNumbers(totals: Totals): void {
  const { tally, listed, settledBytes, readingBytes } = totals;
  const done = settledObjects(totals);
  const found = `of ${formatNumber(listed.objects)} found${listed.complete ? '' : ' so far'}`;
  const readBytes = Math.min(settledBytes + readingBytes, listed.sizeBytes);
  setBox('keys', formatNumber(done), found);
  setBox('words', formatNumber(tally.words), perUnit(tally.words, tally.lines, 'a line'));
  setBox('lines', formatNumber(tally.lines), perUnit(tally.lines, done, 'a key'));
  setBox(
    'bytes',
    formatNumber(tally.bytes),
    `${formatSize(readBytes)} of ${formatSize(listed.sizeBytes)} read`,
  );
  setCost(totals);
}

/** An average with one decimal; nothing of nothing. */
function perUnit(quantity: number, units: number, name: string): string {
  return units > 0 ? `${formatNumber(Number((quantity / units).toFixed(1)))} ${name}` : `0 ${name}`;
}

function setCost(totals: Totals): void {
  const { cascade, worker } = totals.billing;
  if (totals.started?.engine !== 'lambda') {
    const computeMs = Math.round(cascade.computeMs + worker.computeMs);
    setText(elementOf('cost-name'), 'Compute ms');
    setBox('cost', formatNumber(computeMs), 'on this machine, all threads');
    return;
  }
  const { total } = computeCost(totals).all;
  const gbSeconds = `${formatSeconds(cascade.gbSeconds + worker.gbSeconds)} GB-s`;
  setText(elementOf('cost-name'), 'Dollars');
  setBox('cost', total === undefined ? '–' : formatDollars(total), gbSeconds);
}

function setBox(id: string, value: string, remark: string): void {
  setText(elementOf(id), value);
  setText(elementOf(`${id}-remark`), remark);
}

/** By a frame at a time: text and ground always belong together. */
function easeShade(): void {
  const rest = wantedShare - shownShare;
  const isThere = reducedMotion.matches || Math.abs(rest) < 0.004;
  shownShare = isThere ? wantedShare : shownShare + rest * EASE;
  const { background, text } = shadeOf(shownShare);
  boxes.style.setProperty('--shade', toColor(background));
  boxes.style.setProperty('--on-shade', toColor(text));
  isEasing = !isThere;
  if (isEasing) requestAnimationFrame(easeShade);
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

function createWarning({ message, keys, example }: WarningTotal): HTMLLIElement {
  const item = document.createElement('li');
  const what = document.createElement('strong');
  what.textContent = sentence(message);
  item.append(what);
  if (keys === 0) return item;
  const about = document.createElement('span');
  const count = keys === 1 ? '1 key' : `${formatNumber(keys)} keys`;
  about.textContent = example === undefined ? count : `${count}, such as ${example}`;
  item.append(about);
  return item;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
