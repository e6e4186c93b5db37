// The page of counters: boxes that turn from white to black as the words are counted.

import { adviseOn } from '../../errors/reasons.ts';
import { computeCost } from '../../events/cost.ts';
import type { Progress } from '../../events/progress.ts';
import { settledObjects, type Totals, type WarningTotal } from '../../events/totals.ts';
import {
  formatCount,
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

/** The part of the way to its shade that a box goes in each frame, so that it changes smoothly. */
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
    showNumbers(totals, progress);
    showLog();
    showWarnings(totals.warnings);
    wantedShare = shareDone(totals, progress);
    if (!isEasing) easeShade();
  },
});

function showNumbers(totals: Totals, progress: Progress): void {
  const { tally, listed } = totals;
  const done = settledObjects(totals);
  const found = `of ${formatNumber(listed.objects)} found${listed.complete ? '' : ' so far'}`;
  setBox('keys', formatNumber(done), found);
  setBox('words', formatNumber(tally.words), averageOf(tally.words, 'word', tally.lines, 'line'));
  setBox('lines', formatNumber(tally.lines), averageOf(tally.lines, 'line', done, 'key'));
  setBox(
    'bytes',
    formatNumber(tally.bytes),
    `${formatSize(progress.readBytes)} of ${formatSize(listed.sizeBytes)} read`,
  );
  setCost(totals);
}

/** An average with at most one decimal; empty as long as there is nothing to divide by. */
function averageOf(quantity: number, noun: string, units: number, unit: string): string {
  if (units === 0) return '';
  return `${formatCount(Number((quantity / units).toFixed(1)), noun)} per ${unit}`;
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

/** Moves one step per frame. The colour of the text always fits its background. */
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
