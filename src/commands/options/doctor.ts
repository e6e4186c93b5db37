// The options of `wordcount doctor`. Its action is loaded when it is called.

import type { Command } from 'commander';
import { option } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { addAwsOptions, addDebugOptions, nameOption, noColor } from './common.ts';
import { leaveOption } from './counting.ts';
import { bucketAlone, positiveOrAuto } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const DOCTOR_EXAMPLES: readonly Example[] = [
  ['wordcount doctor --bucket logs', 'check all that a run needs'],
  ['wordcount doctor --bucket logs --json', 'the same as one JSON document'],
];

export function addDoctorVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('doctor')
    .description('Check credentials, bucket, functions, roles and limits, and say what to do.')
    .optionsGroup('What to check:')
    .addOption(option('--bucket <name>', 'check that this bucket can be read', bucketAlone))
    .addOption(option('--prefix <text>', 'list keys that start with this text').default(''))
    .addOption(
      option('--concurrency <n>', 'workers that a run is to have, or auto', positiveOrAuto).default(
        'auto',
      ),
    )
    .addOption(leaveOption())
    .addOption(nameOption('deployment to check: what its names begin with'))
    .optionsGroup('Output:')
    .addOption(option('--json', 'print the findings as one JSON document').default(false))
    .addOption(noColor());
  addExamples(verb, DOCTOR_EXAMPLES);
  addDebugOptions(verb);
  addAwsOptions(verb).action((options) =>
    runAction(async () => (await import('../doctor.ts')).doctorCommand(options)),
  );
}
