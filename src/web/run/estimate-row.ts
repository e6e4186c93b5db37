// The estimate of the run, in sentences. It keeps its room from the beginning, so that nothing moves when it comes.

import { describeEstimate } from '../../estimate/describe-estimate.ts';
import type { Engine } from '../../events/run-event.ts';
import { elementOf, setText } from './element-of.ts';
import type { RunView } from './run-view.ts';

/** @param engine undefined until the server has told it. */
export function showEstimate({ totals, isInProgress, phase }: RunView, engine: Engine | undefined) {
  const row = elementOf('estimate');
  // The time on this machine depends on the machine, so it is not estimated.
  row.hidden = engine !== 'lambda';
  const known = describeEstimate(totals);
  const isAwaited = isInProgress || phase === 'idle';
  const texts = known.length > 0 || !isAwaited ? known : [AWAITED];
  while (row.children.length > texts.length) row.lastElementChild?.remove();
  while (row.children.length < texts.length) row.append(document.createElement('span'));
  for (const [at, text] of texts.entries()) setText(row.children[at] as HTMLElement, text);
}

const AWAITED = 'Estimated cost and time: shown once all keys are listed.';
