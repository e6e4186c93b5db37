// The options of `wordcount run`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { allWithoutResume } from '../../errors/journal-error.ts';
import { option } from '../cli-option.ts';
import { addDebugOptions, noColor } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget } from './counting.ts';
import { addJournalOptions } from './journal.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES = `
Examples:
  wordcount run --dir /var/log                   the files below a folder
  wordcount run --bucket logs --prefix 2026/11/  objects in S3, on Lambda
  wordcount run --bucket logs --engine local     a bucket, on this machine
  wordcount run --dir . --include '**/*.md'      only keys that match a pattern
  wordcount run --dir . --no-agg | jq .words     one JSON line for every key
  wordcount run --resume                         what an interrupted run left
`;

export function addRunVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('run')
    .description('Count the objects of a bucket or the files of a folder, and show live totals.')
    .addHelpText('after', EXAMPLES);
  addCountingOptions(verb)
    .optionsGroup('Output:')
    .addOption(option('--no-agg', 'print one JSON line for every key instead of totals'))
    .addOption(
      option('--json', 'print the whole result as one JSON document')
        .default(false)
        .conflicts('agg'),
    )
    .addOption(option('--quiet', 'print only the result').default(false))
    .addOption(noColor());
  addJournalOptions(verb);
  addDebugOptions(verb);
  addLambdaOptions(verb).action((options, command: Command) =>
    runAction(async () => {
      const isResumed = options.resume !== undefined || options.retryFailed !== undefined;
      if (options.all && (options.agg || !isResumed)) throw allWithoutResume();
      if (isResumed) {
        const isTyped = (name: string) => command.getOptionValueSource(name) === 'cli';
        const { resumeCommand } = await import('../resume.ts');
        return await resumeCommand(options, isTyped);
      }
      const { dir: _, bucket: __, ...rest } = options;
      const target = chooseTarget(command);
      const { runCommand } = await import('../run.ts');
      return await runCommand({ ...rest, ...target });
    }),
  );
}
