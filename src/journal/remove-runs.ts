// Removes journals: those that are named, and old ones when there are too many.

import { rm, stat } from 'node:fs/promises';
import { noSuchRun, notRemovable } from '../errors/journal-error.ts';
import { lockJournal } from './journal-lock.ts';
import { type EarlierRun, idsIn, listRuns } from './list-runs.ts';
import { journalPath } from './open-journal.ts';
import { isRunId } from './run-id.ts';

/** Beyond this, the oldest journals are removed when a new one begins. */
const MAX_RUNS = 100;
const MAX_BYTES = 2 ** 30;

/** For so long, a run that is not finished is kept in any case. */
const KEEP_UNFINISHED_MS = 7 * 24 * 3_600_000;

/** @throws {UserError} when there is no such journal, or its run is in progress. */
export async function removeRun(folder: string, id: string): Promise<void> {
  const path = journalPath(folder, id);
  const isThere = isRunId(id) && (await stat(path).catch(() => undefined)) !== undefined;
  if (!isThere) throw noSuchRun(id);
  const lock = await lockJournal(folder, id);
  try {
    await rm(path);
  } catch (error) {
    throw notRemovable(id, (error as Error).message, error);
  } finally {
    await lock.release();
  }
}

/** Keeps the journals within bounds. What cannot be removed stays. */
export async function pruneRuns(folder: string, nowMs: number): Promise<void> {
  const ids = idsIn(folder);
  const sizes = await Promise.all(
    ids.map((id) =>
      stat(journalPath(folder, id)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (ids.length <= MAX_RUNS && bytes <= MAX_BYTES) return;
  for (const id of runsToRemove(await listRuns(folder), nowMs)) {
    await removeRun(folder, id).catch(() => undefined);
  }
}

/** The ids of what is to be removed: finished runs before others, and the oldest of them first. */
export function runsToRemove(runs: readonly EarlierRun[], nowMs: number): string[] {
  let number = runs.length;
  let bytes = runs.reduce((sum, { journalBytes }) => sum + journalBytes, 0);
  const removable = [
    ...runs.filter(isFinished),
    ...runs.filter(
      (run) =>
        !isFinished(run) && run.status !== 'running' && nowMs - run.modifiedMs > KEEP_UNFINISHED_MS,
    ),
  ];
  const removed: string[] = [];
  for (const { id, journalBytes } of removable) {
    if (number <= MAX_RUNS && bytes <= MAX_BYTES) break;
    removed.push(id);
    number -= 1;
    bytes -= journalBytes;
  }
  return removed;
}

function isFinished({ status }: EarlierRun): boolean {
  return status === 'complete' || status === 'incomplete';
}
