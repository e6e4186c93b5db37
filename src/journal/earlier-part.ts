// The results of earlier parts of a run, as its journal has them: an index in memory, and lines that are
// read again when they are needed.

import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { UNUSED } from '../events/tier-use.ts';
import { type DividedObject, unfinishedObjectSchema } from '../protocol/divided-object.ts';
import type { ListedObject } from '../protocol/ports.ts';
import { PROTOCOL_VERSION } from '../protocol/request.ts';
import type { EarlierPart, Settled } from '../run/run-journal.ts';
import type { JournalLine } from './journal-line.ts';
import { createMarkTable } from './mark-table.ts';
import { MARK_CHARACTERS, markOf } from './object-mark.ts';
import { type JournalContent, type LinePlace, readJournal } from './read-journal.ts';

/** Lines are mostly read in the order of the file. */
const WINDOW_BYTES = 2 ** 20;

export interface ReadPart {
  readonly content: JournalContent;
  readonly earlier: EarlierPart;
  /** Whether some objects were settled in sums, so that their own figures are not known. */
  readonly hasSums: boolean;
}

/**
 * With `retryFailed`, objects that failed or were counted in part are left out, so that they are counted
 * again.
 * @throws {UserError} when the journal cannot be read.
 */
export async function readEarlierPart(
  handle: FileHandle,
  path: string,
  retryFailed = false,
): Promise<ReadPart> {
  const entries = createMarkTable();
  const places: LinePlace[] = [];
  const objects: number[] = [];
  const statePlaces = new Map<string, LinePlace>();
  let hasSums = false;
  let protocol: number | undefined;

  function take(line: JournalLine, place: LinePlace): void {
    if (line.type === 'part') protocol = line.protocol;
    else if (line.type === 'settled') takeSettled(line, place);
    else if (line.type === 'state' && protocol === PROTOCOL_VERSION) {
      statePlaces.set(line.mark, place);
    }
  }

  /** A later entry replaces what an earlier one says of the same object, which is thus never whole again. */
  function takeSettled(line: Extract<JournalLine, { type: 'settled' }>, place: LinePlace): void {
    const { event, marks } = line;
    for (let at = 0; statePlaces.size > 0 && at < marks.length; at += MARK_CHARACTERS) {
      statePlaces.delete(marks.slice(at, at + MARK_CHARACTERS));
    }
    if (event.type === 'sum') hasSums = true;
    else if (retryFailed && event.status !== 'counted') {
      entries.delete(marks);
      return;
    }
    entries.setAll(marks, places.length);
    places.push(place);
    objects.push(event.type === 'sum' ? event.objects : 1);
  }

  const content = await readJournal(handle, path, take);
  const readLine = createLineReader(handle);
  const states = new WeakMap<ListedObject, DividedObject>();

  const earlier: EarlierPart = {
    resumed: toResumed(content),
    brokeOff: content.brokeOff,
    find(object) {
      const mark = markOf(object);
      return mark === undefined ? undefined : entries.take(mark);
    },
    forgetFound: entries.restore,
    objectsOf: (entry) => objects[entry] as number,
    async read(entry) {
      const { event } = await readLine(places[entry] as LinePlace);
      return event as Settled;
    },
    async loadState(object) {
      const mark = statePlaces.size > 0 ? markOf(object) : undefined;
      const place = mark === undefined ? undefined : statePlaces.get(mark);
      if (!place) return;
      const { state } = await readLine(place);
      const { success, output } = v.safeParse(unfinishedObjectSchema, state);
      if (success) states.set(object, output);
    },
    stateOf: (object) => states.get(object),
  };
  return { content, earlier, hasSums };
}

function toResumed({ header, figures }: JournalContent): EarlierPart['resumed'] {
  const { cascade, worker } = figures?.billing ?? {};
  return {
    type: 'resumed',
    id: header.id,
    startedAt: header.startedAt,
    elapsedMs: figures?.elapsedMs ?? 0,
    storeRequests: figures?.listingRequests ?? 0,
    getRequests: figures?.lookUpRequests ?? 0,
    billing: {
      cascade: { ...UNUSED, ...cascade },
      worker: { ...UNUSED, ...worker },
    },
  };
}

/** Reads lines that were read before, so that they are whole and valid. */
function createLineReader(handle: FileHandle) {
  let window = Buffer.alloc(0);
  let windowOffset = 0;

  return async ({ offset, length }: LinePlace) => {
    const isThere = offset >= windowOffset && offset + length <= windowOffset + window.length;
    if (!isThere) {
      window = Buffer.alloc(Math.max(length, WINDOW_BYTES));
      const { bytesRead } = await handle.read(window, 0, window.length, offset);
      window = window.subarray(0, bytesRead);
      windowOffset = offset;
    }
    const from = offset - windowOffset;
    return JSON.parse(window.toString('utf8', from, from + length));
  };
}
