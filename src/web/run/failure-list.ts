// The keys that were not counted whole and other problems, grouped by reason, the worst first.

import { adviseOn } from '../../errors/reasons.ts';
import { PROBLEM_LEVELS, type Problem, type ProblemLevel } from '../../events/problems.ts';
import type { Totals } from '../../events/totals.ts';
import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { copyText } from './copy-text.ts';
import { elementOf, setText } from './element-of.ts';
import type { RunRecord } from './run-record.ts';

export interface FailureList {
  draw(totals: Totals, record: RunRecord): void;
  reset(): void;
}

/** The page shows so many keys of a group; the button copies all that are known. */
const SHOWN_KEYS = 50;

const TAGS: Readonly<Record<ProblemLevel, string>> = {
  failed: 'failed',
  partial: 'partial',
  skipped: 'skipped',
  'not-reached': 'not reached',
  warning: 'warning',
  remark: 'remark',
  information: 'note',
};

interface Shown {
  readonly element: HTMLDetailsElement;
  update(problem: Problem): void;
}

export function createFailureList(): FailureList {
  const list = elementOf('failure-groups');
  const empty = elementOf('no-failures');
  const shown = new Map<string, Shown>();

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
        const one = shown.get(name) ?? createGroup(problem);
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
  return `${formatNumber(count)} of ${formatCount(listed.objects, 'key')} not counted whole`;
}

function createGroup({ level, code, message }: Problem): Shown {
  const element = document.createElement('details');
  element.className = 'failure';
  element.dataset.rank = String(PROBLEM_LEVELS.indexOf(level));
  const summary = addElement(element, 'summary');
  const tag = addElement(summary, 'span', 'tag', TAGS[level]);
  tag.dataset.level = level;
  addElement(summary, 'span', 'failure-text', capitalised(message));
  const count = addElement(summary, 'span', 'failure-count');
  const advice = adviseOn(code);
  if (advice !== undefined) addElement(element, 'p', 'faint', advice);
  const keys = addElement(element, 'ul', 'failure-keys');
  const foot = addElement(element, 'p', 'failure-foot');
  const more = addElement(foot, 'span', 'faint');
  const copy = addElement(foot, 'button', 'small no-print');
  copy.type = 'button';
  let problem: Problem | undefined;
  copy.addEventListener('click', async () => {
    if (!problem) return;
    const label = copy.textContent ?? '';
    const isCopied = await copyText(problem.keys.join('\n'));
    copy.textContent = isCopied ? 'Copied' : 'The browser refused';
    setTimeout(() => {
      copy.textContent = label;
    }, 2_000);
  });
  element.addEventListener('toggle', showKeys);

  function showKeys(): void {
    if (!problem || !element.open) return;
    const some = problem.keys.slice(0, SHOWN_KEYS);
    while (keys.children.length < some.length) {
      addElement(keys, 'li', '', some[keys.children.length]);
    }
    const hidden = problem.count - some.length;
    more.textContent = hidden > 0 ? `and ${formatNumber(hidden)} more` : '';
    const known = problem.keys.length;
    copy.hidden = known === 0;
    const all = known < problem.count ? ` of ${formatNumber(problem.count)}` : '';
    if (!copy.textContent?.startsWith('Copied')) {
      copy.textContent = `Copy ${formatNumber(known)}${all} ${known === 1 && all === '' ? 'key' : 'keys'}`;
    }
  }

  return {
    element,
    update(next) {
      if (problem && problem.count === next.count && problem.keys.length === next.keys.length)
        return;
      problem = { ...next, keys: [...next.keys] };
      setText(count, next.count > 0 ? formatCount(next.count, 'key') : '');
      showKeys();
    },
  };
}

function addElement<Tag extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: Tag,
  className = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
