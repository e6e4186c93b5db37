// `wordcount run --resume` and `--retry-failed`: goes on with an earlier run from its journal.

import { checkConcurrency } from '../engines/concurrency-bound.ts';
import { sumsOnly } from '../errors/journal-error.ts';
import { reopenJournal } from '../journal/open-journal.ts';
import { recordedNames, restoreOptions } from './options/recorded-options.ts';
import { runCommand } from './run.ts';
import { chooseRun, partSettings } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';

/**
 * `isTyped` says which options were typed; what the environment says does not matter to a run that has
 * begun.
 * @throws {UserError} when there is no such run, or it cannot go on as the options say.
 */
export async function resumeCommand(
  given: RunOptions,
  isTyped: (name: string) => boolean,
): Promise<number> {
  const settings = partSettings();
  const retryFailed = given.retryFailed !== undefined;
  const named = given.retryFailed ?? given.resume;
  const id = typeof named === 'string' ? named : await chooseRun(settings.folder, retryFailed);
  const { journal, request, hasSums } = await reopenJournal(settings, id, retryFailed);
  try {
    const restored = restoreOptions(id, request, given, isTyped);
    checkConcurrency(restored.engine, restored.concurrency);
    if (given.all && hasSums) throw sumsOnly(id);
    return await runCommand({ ...withoutRecorded(given), ...restored }, journal);
  } finally {
    await journal.close();
  }
}

function withoutRecorded(given: RunOptions): RunOptions {
  const options = { ...given } as Record<string, unknown>;
  for (const name of recordedNames()) delete options[name];
  return options as unknown as RunOptions;
}
