// The options of `deploy` and `destroy`. Their actions are loaded when they are called.

import { type Command, InvalidArgumentError, type Option } from 'commander';
import { CALLERS } from '../../deploy/caller-policy.ts';
import {
  DEFAULT_RETENTION_DAYS,
  DEFAULT_SIZES,
  MEMORY_MB,
  RETENTION_DAYS,
  TIMEOUT_SECONDS,
} from '../../deploy/limits.ts';
import { STEM_PATTERN } from '../../deploy/resource-names.ts';
import { ARCHITECTURES } from '../../protocol/architecture.ts';
import { DEFAULT_STEM } from '../../protocol/stem.ts';
import { option } from '../cli-option.ts';
import { addExamples, type Example } from '../examples.ts';
import { addAwsOptions, addDebugOptions, noColor } from './common.ts';
import { bucketNames, keyArns, roleArn, wholeNumber } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const DEPLOY_EXAMPLES: readonly Example[] = [
  ['wordcount deploy --dry-run', 'show the plan, change nothing'],
  ['wordcount deploy --bucket logs', 'functions that may read one bucket'],
  ['wordcount deploy --print-policy deploy', 'the IAM policy that deploy needs'],
];

const DESTROY_EXAMPLES: readonly Example[] = [
  ['wordcount destroy --dry-run', 'show what would be removed'],
  ['wordcount destroy', 'remove it, after asking'],
  ['wordcount destroy --name test --yes', 'another deployment, without asking'],
];

export function addDeployVerb(program: Command, runAction: RunAction): void {
  const { worker, cascade } = DEFAULT_SIZES;
  const memory = wholeNumber(MEMORY_MB);
  const seconds = wholeNumber(TIMEOUT_SECONDS);
  const verb = program
    .command('deploy')
    .description('Create or update the two functions, their roles and log groups on AWS.')
    .optionsGroup('Deployment:')
    .addOption(nameOption())
    .addOption(option('--dry-run', 'show the plan and change nothing').default(false))
    .addOption(
      option('--print-policy [for]', 'print the IAM policy that you need, and do nothing else')
        .choices(CALLERS)
        .preset('all'),
    )
    .optionsGroup('Permissions:')
    .addOption(
      option('--bucket <name...>', 'buckets that workers may read (default: all)', bucketNames),
    )
    .addOption(option('--kms-key <arn...>', 'KMS keys with which objects are encrypted', keyArns))
    .addOption(
      option('--role <arn>', 'use this role for both functions instead of new ones', roleArn),
    )
    .optionsGroup('Functions:')
    .addOption(
      option('--architecture <name>', 'processor architecture')
        .choices(ARCHITECTURES)
        .default('arm64'),
    )
    .addOption(
      option('--worker-memory <mb>', 'memory of a worker, in MB', memory).default(worker.memoryMb),
    )
    .addOption(
      option('--worker-timeout <s>', 'time limit of a worker, in seconds', seconds).default(
        worker.timeoutSeconds,
      ),
    )
    .addOption(
      option('--cascade-memory <mb>', 'memory of a cascade, in MB', memory).default(
        cascade.memoryMb,
      ),
    )
    .addOption(
      option('--cascade-timeout <s>', 'time limit of a cascade, in seconds', seconds).default(
        cascade.timeoutSeconds,
      ),
    )
    .addOption(
      option('--log-retention-days <n>', 'days for which logs are kept', retentionDays).default(
        DEFAULT_RETENTION_DAYS,
      ),
    )
    .optionsGroup('Output:')
    .addOption(noColor());
  addExamples(verb, DEPLOY_EXAMPLES);
  addDebugOptions(verb);
  addAwsOptions(verb).action((options) =>
    runAction(async () => (await import('../deploy.ts')).deployCommand(options)),
  );
}

export function addDestroyVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('destroy')
    .description('Remove what deploy created on AWS.')
    .optionsGroup('Deployment:')
    .addOption(nameOption())
    .addOption(option('--dry-run', 'show what would be removed, and change nothing').default(false))
    .addOption(option('--yes', 'remove without asking').default(false))
    .addOption(option('--keep-roles', 'keep the roles').default(false))
    .optionsGroup('Output:')
    .addOption(noColor());
  addExamples(verb, DESTROY_EXAMPLES);
  addDebugOptions(verb);
  addAwsOptions(verb).action((options) =>
    runAction(async () => (await import('../destroy.ts')).destroyCommand(options)),
  );
}

function nameOption(): Option {
  return option('--name <stem>', 'what all names on AWS begin with', stem).default(DEFAULT_STEM);
}

function stem(value: string): string {
  if (STEM_PATTERN.test(value)) return value;
  throw new InvalidArgumentError('It must be 1 to 56 letters, digits, hyphens or underscores.');
}

function retentionDays(value: string): number {
  const days = RETENTION_DAYS.find((allowed) => String(allowed) === value);
  if (days !== undefined) return days;
  throw new InvalidArgumentError(`It must be one of ${RETENTION_DAYS.join(', ')}.`);
}
