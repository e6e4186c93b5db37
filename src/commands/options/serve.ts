// The options of `wordcount serve`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { option } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { checkFilters } from './check-filters.ts';
import { addDebugOptions } from './common.ts';
import { addCountingOptions, addLambdaOptions, chooseTarget } from './counting.ts';
import { dropContradicted } from './drop-contradicted.ts';
import { describeGivenOptions } from './given-options.ts';
import { positive, wholeNumber } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES: readonly Example[] = [
  ['wordcount serve --bucket logs', 'then open http://127.0.0.1:4001/'],
  ['wordcount serve --dir /var/log --port 0', 'on any free port'],
  [
    'WORDCOUNT_TOKEN=$(openssl rand -hex 16) \\\n  wordcount serve --dir . --host 0.0.0.0',
    'for other machines too',
  ],
];

const PORTS = { min: 0, max: 65_535 };

export function addServeVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('serve')
    .description('Show runs over a bucket or folder in a browser while they go on.');
  addExamples(verb, EXAMPLES);
  addCountingOptions(
    verb,
    option('--prefix <text>', 'count only keys that start with this text').default(''),
  )
    .optionsGroup('Server:')
    .addOption(
      option('--port <n>', 'listen on this port; 0 for any', wholeNumber(PORTS)).default(4001),
    )
    .addOption(option('--host <name>', 'listen on this address').default('127.0.0.1'))
    .addOption(
      option(
        '--token <text>',
        'require this token from every client; mandatory unless --host is loopback',
      ),
    )
    .addOption(
      option('--allow-host <name...>', 'accept these host names too, such as that of a proxy'),
    )
    .addOption(option('--max-runs <n>', 'maximum runs at a time', positive).default(4))
    .addOption(
      option(
        '--grace <seconds>',
        'stop a run this many seconds after its last viewer leaves',
        positive,
      ).default(30),
    )
    .optionsGroup('Output:')
    .addOption(option('--quiet', "don't print the address and the log of runs").default(false));
  addDebugOptions(verb);
  addLambdaOptions(verb).action((options, command: Command) =>
    runAction(async () => {
      dropContradicted(command, []);
      const { dir: _, bucket: __, ...rest } = options;
      const target = chooseTarget(command, []);
      checkFilters(rest, Date.now());
      const { serveCommand } = await import('../serve.ts');
      return await serveCommand({ ...rest, ...target, given: describeGivenOptions(command) });
    }),
  );
}
