// The options of `run` about its journal: keeping one, and going on from one.

import { type Command, Option } from 'commander';
import { option } from '../cli-option.ts';
import { runId } from './parsers.ts';

export interface JournalOptions {
  /** Undefined if neither `--journal` nor `--no-journal` is given. */
  readonly journal?: boolean;
  /** The id of a run, or true for the newest that is unfinished. */
  readonly resume?: string | true;
  readonly retryFailed?: string | true;
  readonly all: boolean;
}

/** `--resume` and `--retry-failed` have no variable, because it would resume the same run again and again. */
export function addJournalOptions(command: Command): Command {
  return command
    .optionsGroup('Going on:')
    .addOption(
      new Option(
        '--resume [id]',
        'count what an earlier run left (default: the newest unfinished run)',
      )
        .argParser(runId)
        .conflicts('retryFailed'),
    )
    .addOption(
      new Option(
        '--retry-failed [id]',
        'count again what failed in an earlier run (default: the newest with failures)',
      ).argParser(runId),
    )
    .addOption(
      option('--all', 'with --no-agg, print the keys that were counted earlier too').default(false),
    )
    .addOption(
      option('--journal', 'keep a journal, so that the run can be resumed (default for a bucket)'),
    )
    .addOption(option('--no-journal', 'keep no journal'));
}
