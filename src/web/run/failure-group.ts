// One reason in the list of failures and warnings: what it is, what to do, and its keys.

import { adviseOn } from '../../errors/reasons.ts';
import { PROBLEM_LEVELS, PROBLEM_TAGS, type Problem } from '../../events/problems.ts';
import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { createCopyButton } from './copy-button.ts';
import { setText } from './element-of.ts';

export interface FailureGroup {
  readonly element: HTMLDetailsElement;
  update(problem: Problem): void;
}

/** The page shows so many keys of a group; the button copies all that are known. */
const SHOWN_KEYS = 50;

export function createFailureGroup(first: Problem): FailureGroup {
  const { level, code, message } = first;
  const element = document.createElement('details');
  element.className = 'failure';
  element.dataset.rank = String(PROBLEM_LEVELS.indexOf(level));
  const summary = addElement(element, 'summary');
  const tag = addElement(summary, 'span', 'tag', PROBLEM_TAGS[level]);
  tag.dataset.level = level;
  addElement(summary, 'span', 'failure-text', capitalised(message));
  const count = addElement(summary, 'span', 'failure-count');
  const advice = adviseOn(code);
  if (advice !== undefined) addElement(element, 'p', 'faint', advice);
  const list = addElement(element, 'ul', 'failure-keys');
  const foot = addElement(element, 'p', 'failure-foot');
  const more = addElement(foot, 'span', 'faint');
  const copy = createCopyButton();
  foot.append(copy.element);
  let problem: Problem | undefined;

  element.addEventListener('toggle', showKeys);

  function showKeys(): void {
    if (!problem || !element.open) return;
    const { count: all, keys } = problem;
    const some = keys.slice(0, SHOWN_KEYS);
    while (list.children.length < some.length) {
      addElement(list, 'li', '', some[list.children.length]);
    }
    const hidden = all - some.length;
    setText(more, hidden > 0 ? `and ${formatNumber(hidden)} more` : '');
    copy.show(labelOf(keys.length, all), keys);
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

function labelOf(known: number, all: number): string {
  if (known < all) return `Copy ${formatNumber(known)} of ${formatCount(all, 'key')}`;
  return `Copy ${formatCount(known, 'key')}`;
}

function addElement<Tag extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: Tag,
  className = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  setText(element, text);
  parent.append(element);
  return element;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
