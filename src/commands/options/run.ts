// The options of `wordcount run`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { option } from '../cli-option.ts';
import { addDebugOptions, noColor } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget } from './counting.ts';
import { describeGivenOptions } from './given-options.ts';
import { reportPath } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES = `
Examples:
  wordcount run --dir /var/log                   the files below a folder
  wordcount run --bucket logs --prefix 2026/11/  objects in S3, on Lambda
  wordcount run --bucket logs --engine local     a bucket, on this machine
  wordcount run --dir . --include '**/*.md'      only keys that match a pattern
  wordcount run --dir . --no-agg | jq .words     one JSON line for every key
  wordcount run --dir . --report report.html     and a page that shows how the run went
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
    .addOption(
      option('--report <file>', 'also write a report of the run as one HTML file', reportPath),
    )
    .addOption(option('--allow-empty', 'exit with status 0 if no key matches').default(false))
    .addOption(option('--quiet', 'print only the result').default(false))
    .addOption(noColor());
  addDebugOptions(verb);
  addLambdaOptions(verb).action((options, command: Command) =>
    runAction(async () => {
      const { dir: _, bucket: __, ...rest } = options;
      const target = chooseTarget(command);
      const { runCommand } = await import('../run.ts');
      const given = describeGivenOptions(command);
      return await runCommand({ ...rest, ...target, given });
    }),
  );
}
