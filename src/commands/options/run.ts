// The options of `wordcount run`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { option, repeatable } from '../cli-option.ts';
import { addDebugOptions, noColor } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget } from './counting.ts';
import { collect } from './parsers.ts';
import { checkPatternValues } from './pattern-values.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES = `
Examples:
  wordcount run ./logs                           the files below a folder
  wordcount run a.log b.log.gz old/              files and folders
  wordcount run s3://logs/2026/11/               objects in S3, on Lambda
  wordcount run s3://logs/ --engine local        a bucket, on this machine
  wordcount run . --include '**/*.md'            only keys that match a pattern
  wordcount run . --no-agg | jq .words           one JSON line for every key
`;

export function addRunVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('run')
    .description('Count the objects of a bucket or the files of a folder, and show live totals.')
    .argument('[source...]', 's3://BUCKET/PREFIX, or files and folders')
    .addHelpText('after', EXAMPLES);
  addCountingOptions(
    verb,
    repeatable(
      option('--prefix <text>', 'count only keys that start with this text; repeatable', collect),
    ),
  )
    .optionsGroup('Instead of a listing:')
    .addOption(
      repeatable(
        option('--key <key>', 'count the object with exactly this key; repeatable', collect),
      ),
    )
    .addOption(
      option(
        '--keys-from <file>',
        'count the keys in this file, one a line, or - for standard input',
      ),
    )
    .addOption(option('-0, --null', 'keys in that file end with NUL').default(false))
    .addOption(option('--inventory <url>', 'read this S3 Inventory (s3://…/manifest.json)'))
    .optionsGroup('Output:')
    .addOption(option('--no-agg', 'print one JSON line for every key instead of totals'))
    .addOption(
      option('--json', 'print the whole result as one JSON document')
        .default(false)
        .conflicts('agg'),
    )
    .addOption(option('--quiet', 'print only the result').default(false))
    .addOption(noColor());
  addDebugOptions(verb);
  addLambdaOptions(verb).action((sources: readonly string[], options, command: Command) =>
    runAction(async () => {
      const { dir: _, bucket: __, prefix: ___, ...rest } = options;
      checkPatternValues(command, sources);
      const target = chooseTarget(command, sources);
      const { runCommand } = await import('../run.ts');
      return await runCommand({ ...rest, ...target });
    }),
  );
}
