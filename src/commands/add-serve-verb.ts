// The options of `wordcount serve`; what it does is loaded when it is asked for.

import { type Command, InvalidArgumentError } from 'commander';
import { option } from './cli-option.ts';
import { addAwsOptions, addCountingOptions, chooseTarget, positive } from './counting-options.ts';

export function addServeVerb(
  program: Command,
  conclude: (act: () => Promise<number>) => Promise<void>,
): void {
  const verb = program
    .command('serve')
    .description('show runs over a bucket or folder in a browser, as they go on');
  addCountingOptions(verb)
    .addOption(option('--quiet', 'say nothing of the address and the runs').default(false))
    .addOption(option('--debug', 'show where an error comes from').default(false))
    .optionsGroup('Server:')
    .addOption(option('--port <n>', 'listen on this port; 0 for any', portNumber).default(4001))
    .addOption(option('--host <name>', 'listen on this address').default('127.0.0.1'))
    .addOption(option('--token <text>', 'whoever asks must show this; needed where others can'))
    .addOption(
      option('--allow-host <name...>', 'answer to these names too, such as that of a proxy'),
    )
    .addOption(option('--max-runs <n>', 'runs at a time', positive).default(4))
    .addOption(
      option('--grace <seconds>', 'how long a run goes on that nobody watches', positive).default(
        30,
      ),
    );
  addAwsOptions(verb).action((options, command: Command) =>
    conclude(async () => {
      const { dir: _, bucket: __, ...rest } = options;
      const target = chooseTarget(command);
      const { serveCommand } = await import('./serve.ts');
      return await serveCommand({ ...rest, ...target });
    }),
  );
}

function portNumber(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}
