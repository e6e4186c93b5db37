// The options of `wordcount run`; what it does is loaded when it is asked for.

import type { Command } from 'commander';
import { option } from './cli-option.ts';
import { addAwsOptions, addCountingOptions, chooseTarget } from './counting-options.ts';

export function addRunVerb(
  program: Command,
  conclude: (act: () => Promise<number>) => Promise<void>,
): void {
  const verb = program
    .command('run')
    .description(
      'count every object of a bucket, or file of a folder, and show the growing totals',
    );
  addCountingOptions(verb)
    .addOption(option('--no-agg', 'print one JSON line for every key instead of totals'))
    .addOption(
      option('--json', 'print the whole result as one JSON document')
        .default(false)
        .conflicts('agg'),
    )
    .addOption(option('--quiet', 'print the result only').default(false))
    .addOption(option('--debug', 'show where an error comes from').default(false))
    .addOption(option('--no-color', 'no colours'));
  addAwsOptions(verb).action((options, command: Command) =>
    conclude(async () => {
      const { dir: _, bucket: __, ...rest } = options;
      const target = chooseTarget(command);
      const { runCommand } = await import('./run.ts');
      return await runCommand({ ...rest, ...target });
    }),
  );
}
