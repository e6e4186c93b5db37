// The keys that were not counted whole and other problems, grouped by reason, the worst first.

import type { Totals } from '../../events/totals.ts';
import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { createFailureGroup, type FailureGroup } from './failure-group.ts';
import type { RunRecord } from './run-record.ts';

export interface FailureList {
  draw(totals: Totals, record: RunRecord): void;
  reset(): void;
}

export function createFailureList(): FailureList {
  const list = elementOf('failure-groups');
  const empty = elementOf('no-failures');
  const shown = new Map<string, FailureGroup>();

  return {
    reset() {
      shown.clear();
      list.replaceChildren();
    },
    draw(totals, { problems }) {
      const groups = problems.groups(totals);
      let before: Element | null = list.firstElementChild;
      for (const problem of groups) {
        const name = `${problem.level} ${problem.code}`;
        const one = shown.get(name) ?? createFailureGroup(problem);
        shown.set(name, one);
        one.update(problem);
        if (one.element === before) before = before.nextElementSibling;
        else list.insertBefore(one.element, before);
      }
      empty.hidden = groups.length > 0;
      setText(empty, describeEmpty(totals));
      setText(elementOf('failures-remark'), describeCount(totals));
    },
  };
}

function describeEmpty({ status, listed }: Totals): string {
  if (status === 'complete')
    return `Every key was counted whole: ${formatCount(listed.objects, 'key')}.`;
  return 'Nothing so far. Keys that are not counted whole will be here, by reason.';
}

function describeCount({ objects, notReached, listed }: Totals): string {
  const count = objects.failed + objects.partial + objects.skipped - notReached.objects;
  if (listed.objects === 0) return '';
  if (notReached.objects > 0) {
    return `${formatNumber(count)} not counted whole, ${formatNumber(notReached.objects)} not reached`;
  }
  return `${formatNumber(count)} of ${formatCount(listed.objects, 'key')} not counted whole`;
}
