// Keeps journals of simulated runs in a folder of a test, and resumes the runs.

import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Totals } from '../../src/events/totals.ts';
import { addEvent, NO_TOTALS } from '../../src/events/totals.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { beginJournal, journalPath, reopenJournal } from '../../src/journal/open-journal.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';

export function settingsFor(folder: string) {
  let ms = 0;
  const startedAt = new Date('2026-11-26T07:28:15.000Z');
  // Time passes quickly, so that figures are written often.
  return { folder, program: '0.0.0', startedAt, now: () => (ms += 1_000) };
}

/** The id of the first journal in a folder. */
export const FIRST_ID = '20261126-072815';

export function begin(folder: string) {
  const source = { dir: '/data', prefix: '' };
  return beginJournal(settingsFor(folder), { source, engine: 'local', request: { dir: '/data' } });
}

export function reopen(folder: string, retryFailed = false, id = FIRST_ID) {
  return reopenJournal(settingsFor(folder), id, retryFailed);
}

/** Follows a run as the command does, and closes its journal. */
export async function followWith(
  journal: Journal,
  events: AsyncIterable<RunEvent>,
): Promise<{ events: RunEvent[]; totals: Totals }> {
  const all: RunEvent[] = [];
  let totals = NO_TOTALS;
  try {
    for await (const event of events) {
      all.push(event);
      totals = addEvent(totals, event);
      journal.note(totals);
    }
  } finally {
    await journal.close();
  }
  return { events: all, totals };
}

export function withTags(objects: readonly ListedObject[]): ListedObject[] {
  return objects.map((object) => ({ ...object, etag: `"${object.key}"` }));
}

export function journalText(folder: string, id = FIRST_ID): string {
  return readFileSync(journalPath(folder, id), 'utf8');
}

/** Copies a journal to another folder, cut off after this many bytes. */
export function copyCut(from: string, to: string, bytes: number, id = FIRST_ID): void {
  copyFileSync(journalPath(from, id), journalPath(to, id));
  truncateSync(journalPath(to, id), bytes);
}
