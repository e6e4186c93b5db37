// The journal of `wordcount run`: whether one is kept, and from which one a run goes on.

import type { EngineOptions } from '../engines/engine-options.ts';
import { journalNotWritable, nothingToResume, nothingToRetry } from '../errors/journal-error.ts';
import type { SourceName } from '../events/source-name.ts';
import { failedJournal, type Journal } from '../journal/journal.ts';
import { type EarlierRun, listRuns } from '../journal/list-runs.ts';
import { beginJournal, type PartSettings } from '../journal/open-journal.ts';
import { pruneRuns } from '../journal/remove-runs.ts';
import { journalFolder } from '../journal/state-folder.ts';
import { systemClock } from '../scatter/clock.ts';
import { VERSION } from '../version.ts';
import type { JournalOptions } from './options/journal.ts';
import { toRequest } from './options/recorded-options.ts';

export function partSettings(startedAt: Date): PartSettings {
  return {
    folder: journalFolder(),
    program: VERSION,
    startedAt,
    now: systemClock.now,
  };
}

/**
 * Begins a journal if one is wanted. If it was not asked for and cannot be written, the run goes on and
 * says so.
 * @throws {UserError} when it was asked for and cannot be written.
 */
export async function beginRunJournal(
  options: EngineOptions & JournalOptions,
  source: SourceName,
  startedAt: Date,
): Promise<Journal | undefined> {
  if (!(options.journal ?? 'bucket' in source)) return undefined;
  const settings = partSettings(startedAt);
  const { folder } = settings;
  try {
    const request = toRequest(options);
    const about = { source: { ...source }, engine: options.engine, request };
    const journal = await beginJournal(settings, about);
    await pruneRuns(folder, startedAt.getTime()).catch(() => undefined);
    return journal;
  } catch (error) {
    const { message } = error as Error;
    if (options.journal) throw journalNotWritable(folder, message, error);
    return failedJournal(message);
  }
}

/**
 * The id of the run to go on with: the newest that is unfinished, or that has failures.
 * @throws {UserError} when there is none.
 */
export async function chooseRun(folder: string, retryFailed: boolean): Promise<string> {
  const fits = retryFailed ? hasFailures : isUnfinished;
  const run = (await listRuns(folder)).filter(fits).at(-1);
  if (run) return run.id;
  throw retryFailed ? nothingToRetry() : nothingToResume();
}

export function isUnfinished({ status }: EarlierRun): boolean {
  return status === 'interrupted' || status === 'over-budget' || status === 'broken-off';
}

export function hasFailures({ status, about }: EarlierRun): boolean {
  const { failed = 0, partial = 0 } = about?.figures?.objects ?? {};
  return status !== 'running' && failed + partial > 0;
}
