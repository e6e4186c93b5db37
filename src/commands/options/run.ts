// The options of `wordcount run`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { allWithoutResume } from '../../errors/journal-error.ts';
import { RESULT_FORMATS } from '../../reporters/result-format-names.ts';
import { option } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { chooseFormat } from './choose-format.ts';
import { addDebugOptions, noColor } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget, named } from './counting.ts';
import { addJournalOptions } from './journal.ts';
import { PROGRESS_MODES } from './progress-mode.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES: readonly Example[] = [
  ['wordcount run --dir /var/log', 'the files below a folder'],
  ['wordcount run --bucket logs --prefix 2026/', 'objects in S3, on Lambda'],
  ['wordcount run --bucket logs --engine local', 'a bucket, on this machine'],
  ["wordcount run --dir . --include '**/*.md'", 'only keys that match a pattern'],
  ['wordcount run --dir . --no-agg | jq .words', 'one JSON line for every key'],
  ['wordcount run --resume', 'what an interrupted run left'],
  ['wordcount run --dir . --format csv --quiet', 'a header and a row for a program'],
];

export function addRunVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('run')
    .description('Count the objects of a bucket or the files of a folder, and show live totals.');
  addExamples(verb, EXAMPLES);
  addCountingOptions(verb)
    .optionsGroup('Output:')
    .addOption(
      option(
        '--format <format>',
        'form of the result (default: table on a terminal, else plain)',
      ).choices(RESULT_FORMATS),
    )
    .addOption(option('--json', 'short for --format json').default(false))
    .addOption(option('--no-agg', 'print one line for every key instead of totals'))
    .addOption(option('--allow-empty', 'exit with status 0 if no key matches').default(false))
    .addOption(
      option('--progress <mode>', 'how to show progress').choices(PROGRESS_MODES).default('auto'),
    )
    .addOption(option('--verbose', 'print tables and percentiles too').default(false))
    .addOption(option('--quiet', 'print only the result').default(false))
    .addOption(noColor());
  addJournalOptions(verb);
  addDebugOptions(verb);
  addLambdaOptions(verb).action((options, command: Command) =>
    runAction(async () => {
      const isResumed = options.resume !== undefined || options.retryFailed !== undefined;
      if (options.all && (options.agg || !isResumed)) throw allWithoutResume();
      const { dir: _, bucket: __, json: ___, ...rest } = options;
      const format = chooseFormat(
        { format: named(command, 'format'), json: named(command, 'json'), agg: options.agg },
        process.stdout.isTTY === true,
      );
      if (isResumed) {
        const isTyped = (name: string) => command.getOptionValueSource(name) === 'cli';
        const { resumeCommand } = await import('../resume.ts');
        return await resumeCommand({ ...options, format }, isTyped);
      }
      const target = chooseTarget(command);
      const { runCommand } = await import('../run.ts');
      return await runCommand({ ...rest, ...target, format });
    }),
  );
}
