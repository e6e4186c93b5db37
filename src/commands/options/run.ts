// The options of `wordcount run`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { allWithoutResume } from '../../errors/journal-error.ts';
import { nullWithoutKeys } from '../../errors/selection-error.ts';
import { RESULT_FORMATS } from '../../reporters/result-format-names.ts';
import { option, repeatable } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { checkFilters } from './check-filters.ts';
import { chooseFormat } from './choose-format.ts';
import { addDebugOptions, noColor } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget, named } from './counting.ts';
import { dropContradicted } from './drop-contradicted.ts';
import { describeGivenOptions } from './given-options.ts';
import { addJournalOptions } from './journal.ts';
import { amount, collect, keysPath, nonEmpty, reportPath } from './parsers.ts';
import { checkPatternValues } from './pattern-values.ts';
import { PROGRESS_MODES } from './progress-mode.ts';
import type { RunAction } from './run-action.ts';
import { typedOptions } from './typed-options.ts';

const EXAMPLES: readonly Example[] = [
  ['wordcount run ./logs', 'the files below a folder'],
  ['wordcount run a.log b.log.gz old/', 'files and folders'],
  ['wordcount run s3://logs/2026/11/', 'objects in S3, on Lambda'],
  ['wordcount run s3://logs/ --engine local', 'a bucket, on this machine'],
  ["wordcount run . --include '**/*.md'", 'only keys that match a pattern'],
  ['wordcount run s3://logs/ --dry-run', 'what it would count and cost'],
  ['wordcount run . --no-agg | jq .words', 'one JSON line for every key'],
  ['wordcount run --resume', 'what an interrupted run left'],
  ['wordcount run . --format csv --quiet', 'a header and a row for a program'],
  ['wordcount run . --report report.html', 'and a page that shows how it went'],
];

export function addRunVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('run')
    .description('Count the objects of a bucket or the files of a folder, and show live totals.')
    .argument('[source...]', 's3://BUCKET/PREFIX, or files and folders');
  addExamples(verb, EXAMPLES);
  addCountingOptions(
    verb,
    repeatable(
      option('--prefix <text>', 'count only keys that start with this text; repeatable', collect),
    ),
  )
    .optionsGroup('Instead of a listing:')
    .addOption(
      repeatable(
        option('--key <key>', 'count the object with exactly this key; repeatable', nonEmpty),
      ),
    )
    .addOption(
      option(
        '--keys-from <file>',
        'count the keys in this file, one a line, or - for standard input',
        keysPath,
      ),
    )
    .addOption(option('-0, --null', 'keys in that file end with a NUL byte').default(false))
    .addOption(option('--inventory <url>', 'read this S3 Inventory (s3://…/manifest.json)'))
    .optionsGroup('Before it begins:')
    .addOption(
      option('--dry-run', 'list, and print what a run would count, take and cost').default(false),
    )
    .addOption(
      option('--confirm-over <usd>', 'ask before a run that may cost more than this', amount),
    )
    .addOption(option('--yes', 'run without asking').default(false))
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
    .addOption(
      option('--report <file>', 'also write a report of the run as one HTML file', reportPath),
    )
    .addOption(option('--quiet', 'print only the result').default(false))
    .addOption(noColor());
  addJournalOptions(verb);
  addDebugOptions(verb);
  addLambdaOptions(verb).action((sources: readonly string[], options, command: Command) =>
    runAction(async () => {
      dropContradicted(command, sources);
      const { dir: _, bucket: __, prefix: ___, json: ____, ...rest } = options;
      const isResumed = options.resume !== undefined || options.retryFailed !== undefined;
      if (options.all && (options.agg || !isResumed)) throw allWithoutResume();
      if (named(command, 'null').typed && options.keysFrom === undefined) throw nullWithoutKeys();
      checkPatternValues(command, sources);
      const format = chooseFormat(
        {
          format: named(command, 'format'),
          json: named(command, 'json'),
          // A dry run has no line for each key.
          agg: options.agg || options.dryRun,
        },
        process.stdout.isTTY === true,
      );
      if (isResumed) {
        const given = describeGivenOptions(command, ['cli']);
        const { resumeCommand } = await import('../resume.ts');
        return await resumeCommand({ ...rest, format, given }, typedOptions(command, sources));
      }
      const target = chooseTarget(command, sources);
      checkFilters(rest, Date.now());
      const given = describeGivenOptions(command);
      const asked = { ...rest, ...target, format, given };
      if (options.dryRun) {
        const { dryRunCommand } = await import('../dry-run.ts');
        return await dryRunCommand(asked);
      }
      const { runCommand } = await import('../run.ts');
      return await runCommand(asked);
    }),
  );
}
