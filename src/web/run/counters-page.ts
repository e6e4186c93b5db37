// The page of counters: the totals of a run, its course, and what was not counted whole.

import type { Progress } from '../../events/progress-meter.ts';
import { createDistributions } from './distributions.ts';
import { elementOf, setText } from './element-of.ts';
import type { EventLine } from './event-line.ts';
import { createFailureList } from './failure-list.ts';
import { createLogList } from './log-list.ts';
import { createRunCharts } from './run-charts.ts';
import { openRunPanel } from './run-panel.ts';
import { createRunRecord } from './run-record.ts';
import { toneOf } from './run-state.ts';
import type { RunView } from './run-view.ts';
import { showTotals } from './totals-row.ts';

/** Charts and lists are drawn at most so often, and the numbers in each frame. */
const DRAW_EVERY_MS = 100;

/** Without it, the lines that follow would seem to be all. */
const GAP: EventLine = {
  text: 'What was before is in the totals, and not in this log: this page came later.',
  group: 'gap',
  isProblem: false,
};

const intro = elementOf('intro');
const content = elementOf('content');
let record = createRunRecord();
let lastView: { readonly view: RunView; readonly progress: Progress } | undefined;
let drawnAt = -Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;

const charts = createRunCharts(drawNow);
const distributions = createDistributions();
const failures = createFailureList();
const log = createLogList();

void openRunPanel({
  noAgg: false,
  onReset() {
    record = createRunRecord();
    charts.reset();
    failures.reset();
    log.reset();
    delete content.dataset.tone;
  },
  onHistory: (history) => record.resume(history),
  onGap: () => record.log.add(GAP, undefined),
  onEvent: (event, totals, atMs) => record.add(event, totals, atMs),
  draw(view, progress) {
    lastView = { view, progress };
    showIntro(view);
    showTotals(view.totals);
    drawSoon();
  },
});

function drawSoon(): void {
  if (timer !== undefined) return;
  const waitMs = drawnAt + DRAW_EVERY_MS - performance.now();
  if (waitMs <= 0) drawNow();
  else timer = setTimeout(drawNow, waitMs);
}

function drawNow(): void {
  clearTimeout(timer);
  timer = undefined;
  drawnAt = performance.now();
  if (!lastView || content.hidden) return;
  const { view, progress } = lastView;
  charts.draw(view, record, progress);
  distributions.draw(view.totals, record);
  failures.draw(view.totals, record);
  log.draw(record.log);
  // Charts and lists may be behind the numbers, and say so by this.
  content.dataset.tone = toneOf(view);
}

/** Without anything to show, the page says what to do. */
function showIntro(view: RunView): void {
  const tone = toneOf(view);
  const hasBegun = view.isInProgress || view.totals.started !== undefined;
  content.hidden = !hasBegun || tone === 'nothing';
  intro.hidden = !content.hidden;
  content.dataset.engine = view.totals.started?.engine ?? '';
  setText(elementOf('intro-name'), describeIntro(tone)[0]);
  setText(elementOf('intro-text'), describeIntro(tone)[1]);
}

function describeIntro(tone: ReturnType<typeof toneOf>): readonly [string, string] {
  switch (tone) {
    case 'nothing':
      return [
        'No key matches',
        'Check the prefix: keys are compared exactly, with upper and lower case, and begin without a slash. An empty prefix counts all keys.',
      ];
    case 'failed':
      return [
        'The run did not begin',
        'The reason is above. When it is mended, press Start again.',
      ];
    case 'lost':
      return [
        'This run is gone',
        'The server has its events no longer. The page of runs may still have its result; Start counts again.',
      ];
    default:
      return [
        'Press Start to count',
        'Enter the beginning of the keys as the prefix, such as a folder, or leave it empty to count all keys. Whoever opens this page meanwhile sees the same run.',
      ];
  }
}
