// Earlier runs, as their journals tell of them.

import { readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Prices } from '../events/prices.ts';
import type { Figures, JournalHeader, PartStatus } from './journal-line.ts';
import { lockedIds } from './journal-lock.ts';
import { journalPath } from './open-journal.ts';
import { readEnds } from './read-ends.ts';
import { type JournalContent, readJournal } from './read-journal.ts';
import { compareRunIds, isRunId } from './run-id.ts';

/** `broken-off`: its process ended without a word, or the journal could not be written. */
export type EarlierStatus = PartStatus | 'running' | 'broken-off' | 'unreadable';

export interface EarlierRun {
  readonly id: string;
  readonly status: EarlierStatus;
  readonly journalBytes: number;
  readonly modifiedMs: number;
  /** Absent if the journal cannot be read; `problem` says why. */
  readonly about?: AboutRun;
  readonly problem?: string;
}

export interface AboutRun {
  readonly startedAt: string;
  readonly source: JournalHeader['source'];
  readonly engine: JournalHeader['engine'];
  readonly request: Readonly<Record<string, unknown>>;
  /** Absent if nothing is known yet. */
  readonly figures?: Figures;
  readonly prices?: Prices;
}

/** All runs of which there is a journal, the oldest first. */
export async function listRuns(folder: string): Promise<EarlierRun[]> {
  const ids = idsIn(folder);
  if (ids.length === 0) return [];
  const running = await lockedIds(folder);
  const runs: EarlierRun[] = [];
  for (const id of ids) {
    const run = await readRun(folder, id, running.has(id));
    if (run) runs.push(run);
  }
  return runs;
}

/** The ids of all journals, the oldest first. */
export function idsIn(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => name.slice(0, -'.ndjson'.length))
    .filter(isRunId)
    .sort(compareRunIds);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function readRun(
  folder: string,
  id: string,
  isRunning: boolean,
): Promise<EarlierRun | undefined> {
  const path = journalPath(folder, id);
  let handle: FileHandle | undefined;
  let file = { journalBytes: 0, modifiedMs: 0 };
  try {
    handle = await open(path, 'r');
    const { size, mtimeMs } = await handle.stat();
    file = { journalBytes: size, modifiedMs: mtimeMs };
    const content = (await readEnds(handle, size)) ?? (await readJournal(handle, path));
    const status = isRunning ? 'running' : (content.status ?? 'broken-off');
    return { id, status, ...file, about: toAbout(content) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // It was removed since the folder was read.
    if (code === 'ENOENT') return undefined;
    return { id, status: isRunning ? 'running' : 'unreadable', ...file, problem: message };
  } finally {
    await handle?.close();
  }
}

function toAbout({ header, figures, prices }: JournalContent): AboutRun {
  const { startedAt, source, engine, request } = header;
  return {
    startedAt,
    source,
    engine,
    request,
    ...(figures && { figures }),
    ...(prices && { prices }),
  };
}
