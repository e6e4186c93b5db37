// The log as a list that scrolls with its end, and that can be filtered.

import { formatCount, formatElapsed } from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import type { LogEntry, RunLog } from './run-log.ts';

export interface LogList {
  draw(log: RunLog): void;
  reset(): void;
}

/** The list stays at its end if it is so near to it, in pixels. */
const NEAR_END = 24;

export function createLogList(): LogList {
  const list = elementOf('log', HTMLOListElement);
  const scroll = elementOf('log-scroll');
  const note = elementOf('log-note');
  const filter = elementOf('log-filter', HTMLInputElement);
  const problemsOnly = elementOf('log-problems', HTMLInputElement);
  const items = new Map<number, HTMLLIElement>();
  let drawn = -1;
  let last: RunLog | undefined;

  function redraw(): void {
    drawn = -1;
    if (last) draw(last);
  }
  filter.addEventListener('input', redraw);
  problemsOnly.addEventListener('change', redraw);

  function draw(log: RunLog): void {
    last = log;
    if (log.version === drawn) return;
    drawn = log.version;
    const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
    const wanted = filter.value.trim().toLowerCase();
    const first = log.entries[0]?.number ?? 0;
    for (const [number, item] of items) {
      if (number >= first) continue;
      item.remove();
      items.delete(number);
    }
    let visible = 0;
    for (const entry of log.entries) {
      const item = items.get(entry.number) ?? addItem(entry.number);
      showEntry(item, entry);
      const isMatch = wanted === '' || entry.text.toLowerCase().includes(wanted);
      item.hidden = !isMatch || (problemsOnly.checked && !entry.isProblem);
      if (!item.hidden) visible += 1;
    }
    const isEmpty = visible === 0 && log.entries.length > 0;
    const dropped = `${formatCount(log.dropped, 'earlier line')} dropped.`;
    note.hidden = !isEmpty && log.dropped === 0;
    setText(note, isEmpty ? 'No line matches.' : dropped);
    if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
  }

  function addItem(number: number): HTMLLIElement {
    const item = document.createElement('li');
    item.append(document.createElement('time'), document.createElement('span'));
    items.set(number, item);
    list.append(item);
    return item;
  }

  return {
    draw,
    reset() {
      items.clear();
      list.replaceChildren();
      drawn = -1;
    },
  };
}

function showEntry(item: HTMLLIElement, { atMs, text, isProblem }: LogEntry): void {
  const [time, words] = item.children as unknown as [HTMLElement, HTMLElement];
  setText(time, atMs === undefined ? '' : formatElapsed(atMs));
  setText(words, text);
  item.classList.toggle('problem-line', isProblem);
}
