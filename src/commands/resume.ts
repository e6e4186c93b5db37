// `wordcount run --resume` and `--retry-failed`: goes on with an earlier run from its journal.

import { checkConcurrency } from '../engines/concurrency-bound.ts';
import type { EngineOptions } from '../engines/engine-options.ts';
import { sumsOnly } from '../errors/journal-error.ts';
import { reopenJournal } from '../journal/open-journal.ts';
import { dryRunCommand } from './dry-run.ts';
import { recordedNames, restoreOptions } from './options/recorded-options.ts';
import { runCommand } from './run.ts';
import { chooseRun, partSettings } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';

/**
 * `typed` are the options that were typed; what the environment says does not matter to a run that has
 * begun.
 * @throws {UserError} when there is no such run, or it cannot go on as the options say.
 */
export async function resumeCommand(
  given: RunOptions,
  typed: Partial<EngineOptions>,
): Promise<number> {
  const settings = partSettings(new Date());
  const retryFailed = given.retryFailed !== undefined;
  const named = given.retryFailed ?? given.resume;
  const id = typeof named === 'string' ? named : await chooseRun(settings.folder, retryFailed);
  const { journal, startedMs, request, hasSums } = await reopenJournal(settings, id, retryFailed);
  try {
    const restored = restoreOptions({ id, request, startedMs }, typed);
    checkConcurrency(restored.engine, restored.concurrency);
    if (given.all && hasSums) throw sumsOnly(id);
    const asked = { ...withoutRecorded(given), ...restored };
    if (given.dryRun) return await dryRunCommand(asked, journal.earlier);
    return await runCommand(asked, journal);
  } finally {
    await journal.close();
  }
}

function withoutRecorded(given: RunOptions): RunOptions {
  const options = { ...given } as Record<string, unknown>;
  for (const name of recordedNames()) delete options[name];
  return options as unknown as RunOptions;
}
