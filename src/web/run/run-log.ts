// The log of a run: a bounded number of lines, in which repeats are one line.

import { formatNumber } from '../../text/format-quantity.ts';
import type { EventLine } from './event-line.ts';

export interface LogEntry {
  readonly number: number;
  /** When it came, in milliseconds since the run began; undefined if that is not known. */
  readonly atMs: number | undefined;
  readonly text: string;
  readonly isProblem: boolean;
}

export interface RunLog {
  add(line: EventLine, atMs: number | undefined): void;
  /** The oldest first. */
  readonly entries: readonly LogEntry[];
  /** The number of entries that were dropped because there were too many. */
  readonly dropped: number;
  /** Grows with each change. */
  readonly version: number;
}

const MAX_ENTRIES = 400;

/** A repeat is looked for among so many last lines. */
const REPEATS_WITHIN = 12;

interface Grouped {
  readonly group: string;
  count: number;
}

export function createRunLog(): RunLog {
  let entries: LogEntry[] = [];
  const groups = new Map<number, Grouped>();
  let nextNumber = 0;
  let dropped = 0;
  let version = 0;

  function findRepeat(group: string | undefined): number {
    if (group === undefined) return -1;
    const from = Math.max(0, entries.length - REPEATS_WITHIN);
    for (let index = entries.length - 1; index >= from; index -= 1) {
      if (groups.get((entries[index] as LogEntry).number)?.group === group) return index;
    }
    return -1;
  }

  return {
    get entries() {
      return entries;
    },
    get dropped() {
      return dropped;
    },
    get version() {
      return version;
    },
    add(line, atMs) {
      version += 1;
      const { group, isProblem, count = 1 } = line;
      const repeat = findRepeat(group);
      const known = entries[repeat];
      const grouped = known && groups.get(known.number);
      if (known && grouped) {
        grouped.count += count;
        entries[repeat] = { ...known, atMs, text: textOf(line, grouped.count) };
        return;
      }
      if (group !== undefined) groups.set(nextNumber, { group, count });
      entries.push({ number: nextNumber, atMs, text: textOf(line, count), isProblem });
      nextNumber += 1;
      if (entries.length <= MAX_ENTRIES) return;
      for (const { number } of entries.slice(0, -MAX_ENTRIES)) groups.delete(number);
      dropped += entries.length - MAX_ENTRIES;
      entries = entries.slice(-MAX_ENTRIES);
    },
  };
}

function textOf({ subject, text }: EventLine, count: number): string {
  if (subject === undefined) return count > 1 ? `${text} (${formatNumber(count)} times)` : text;
  return count > 1
    ? `${subject} and ${formatNumber(count - 1)} more: ${text}`
    : `${subject}: ${text}`;
}
