// The part of the panel that shows the state of the run: sentence, share, boxes and figures.

import { percentOf } from '../../events/percent-of.ts';
import type { Progress } from '../../events/progress-meter.ts';
import type { Totals } from '../../events/totals.ts';
import {
  formatDuration,
  formatNumber,
  formatRemaining,
  formatSize,
} from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { createProgressBoxes } from './progress-boxes.ts';
import { describeState, toneOf } from './run-state.ts';
import type { RunView } from './run-view.ts';

export interface ProgressRow {
  show(view: RunView, progress: Progress): void;
  reset(): void;
}

const NOTHING = '–';

export function createProgressRow(): ProgressRow {
  const state = elementOf('state');
  const boxes = createProgressBoxes(elementOf('boxes'));

  return {
    reset: () => boxes.reset(),
    show(view, progress) {
      const { totals } = view;
      const tone = toneOf(view);
      const isMoving = view.isInProgress && !view.brokenAt;
      state.dataset.tone = tone;
      setText(state, describeState(view));
      const share = tone === 'nothing' ? undefined : progress.share;
      setText(elementOf('share'), share === undefined ? NOTHING : percentOf(share));
      setText(elementOf('share-of'), describeShare(totals, share, isMoving));
      boxes.show(share, isMoving);
      showFigures(view, progress, isMoving);
    },
  };
}

function describeShare({ listed }: Totals, share: number | undefined, isMoving: boolean): string {
  if (share !== undefined) return `of ${formatSize(listed.sizeBytes)} done`;
  return isMoving ? 'still listing' : '';
}

function showFigures(view: RunView, progress: Progress, isMoving: boolean): void {
  const { totals, phase } = view;
  const isIdle = phase === 'idle' || !totals.started;
  const { remainingMs, rateBytesPerS, readBytes, doneKeys } = progress;
  const { objects, complete } = totals.listed;
  setPart(
    'keys',
    formatNumber(doneKeys),
    `of ${formatNumber(objects)}${complete ? '' : '+'}`,
    isIdle,
  );
  setPart('read', formatSize(readBytes), `of ${formatSize(totals.listed.sizeBytes)}`, isIdle);
  setPart('rate', `${formatSize(rateBytesPerS)}/s`, '', isIdle);
  setPart('elapsed', formatDuration(view.elapsedMs), '', view.startedAt === undefined);
  const isKnown = isMoving && phase === 'running' && remainingMs !== undefined;
  setPart('remaining', isKnown ? formatRemaining(remainingMs) : NOTHING, '', false);
  const { workers } = totals.reading;
  setPart('workers', formatNumber(workers), '', !isMoving || workers === 0);
  showNotWhole(totals, isIdle);
}

function setPart(id: string, value: string, of: string, isNothing: boolean): void {
  const element = elementOf(id);
  const text = isNothing ? NOTHING : value;
  const whole = isNothing || of === '' ? text : `${text} ${of}`;
  if (element.textContent === whole) return;
  element.textContent = text;
  if (whole === text) return;
  const small = document.createElement('small');
  small.textContent = ` ${of}`;
  element.append(small);
}

/** Keys that are not counted whole, and beside them those that the run ended before. */
function showNotWhole({ objects, notReached }: Totals, isIdle: boolean): void {
  const element = elementOf('not-whole');
  const count = objects.partial + objects.failed + objects.skipped - notReached.objects;
  element.className = count === 0 ? '' : 'amber';
  const text = isIdle ? NOTHING : formatNumber(count);
  const missed = notReached.objects > 0 ? ` + ${formatNumber(notReached.objects)} not reached` : '';
  if (element.textContent === text + missed) return;
  const hasDetails = document.getElementById('failures') !== null;
  element.replaceChildren(hasDetails && count > 0 ? linkToFailures(text) : text);
  if (missed === '') return;
  const small = document.createElement('small');
  small.textContent = missed;
  element.append(small);
}

function linkToFailures(text: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = '#failures';
  link.textContent = text;
  return link;
}
