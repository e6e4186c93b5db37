// The options of `wordcount runs`. Its action is loaded when it is called.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { option } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { addDebugOptions, noColor } from './common.ts';
import { runIds } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const EXAMPLES: readonly Example[] = [
  ['wordcount runs', 'earlier runs, the newest last'],
  ["wordcount runs --json | jq '.runs[-1]'", 'the newest one, for a script'],
  ['wordcount runs --remove 20261126-072815', 'remove the journal of one'],
  ['wordcount runs --older-than 30d', 'remove those older than a month'],
];

const HOUR_MS = 3_600_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 168 * HOUR_MS,
};

/** Those that remove have no variable: WORDCOUNT_OLDER_THAN chooses the objects of a run, and must not remove journals. */
export function addRunsVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('runs')
    .description('List earlier runs of this machine, and how to go on with them.')
    .optionsGroup('Removing:')
    .addOption(
      new Option('--remove <id...>', 'remove the journals of these runs').argParser(runIds),
    )
    .addOption(
      new Option(
        '--older-than <age>',
        'remove the journals of runs that began longer ago than this, such as 30d, 12h or 2w',
      )
        .argParser(age)
        .conflicts('remove'),
    )
    .optionsGroup('Output:')
    .addOption(option('--json', 'print the runs as one JSON document').default(false))
    .addOption(noColor());
  addExamples(verb, EXAMPLES);
  addDebugOptions(verb).action((options) =>
    runAction(async () => {
      const { runsCommand } = await import('../runs.ts');
      return await runsCommand(options);
    }),
  );
}

/** In milliseconds. */
function age(value: string): number {
  const [, number, unit = ''] = /^(\d{1,5})([hdw])$/.exec(value) ?? [];
  const ms = Number(number) * (UNITS_MS[unit] ?? Number.NaN);
  if (ms >= 0) return ms;
  throw new InvalidArgumentError('It must be a number of hours, days or weeks, such as 30d.');
}
