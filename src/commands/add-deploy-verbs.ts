// The options of `deploy` and `destroy`; what the verbs do is loaded when they are called.

import { type Command, InvalidArgumentError, type Option } from 'commander';
import { CALLERS } from '../deploy/caller-policy.ts';
import {
  DEFAULT_RETENTION_DAYS,
  DEFAULT_SIZES,
  MEMORY_MB,
  RETENTION_DAYS,
  TIMEOUT_SECONDS,
} from '../deploy/limits.ts';
import { DEFAULT_STEM, STEM_PATTERN } from '../deploy/resource-names.ts';
import { ARCHITECTURES } from '../protocol/architecture.ts';
import { option } from './cli-option.ts';

/** Runs a verb, and keeps the exit code that it resolves to. */
export type Conclude = (act: () => Promise<number>) => Promise<void>;

export function addDeployVerbs(program: Command, conclude: Conclude): void {
  addDeploy(program, conclude);
  addDestroy(program, conclude);
}

function addDeploy(program: Command, conclude: Conclude): void {
  const { worker, cascade } = DEFAULT_SIZES;
  const memory = wholeNumber(MEMORY_MB);
  const seconds = wholeNumber(TIMEOUT_SECONDS);
  const command = program
    .command('deploy')
    .description('make or update the two functions, their roles and log groups on AWS')
    .addOption(nameOption())
    .addOption(option('--bucket <name...>', 'buckets that may be read (default: all)', bucketNames))
    .addOption(option('--kms-key <arn...>', 'KMS keys that objects are encrypted with', keyArns))
    .addOption(
      option('--role <arn>', 'an existing role for both functions; no role is made', roleArn),
    )
    .addOption(
      option('--architecture <name>', 'of the functions').choices(ARCHITECTURES).default('arm64'),
    )
    .addOption(option('--worker-memory <mb>', 'per worker', memory).default(worker.memoryMb))
    .addOption(option('--worker-timeout <s>', 'per worker', seconds).default(worker.timeoutSeconds))
    .addOption(option('--cascade-memory <mb>', 'per cascade', memory).default(cascade.memoryMb))
    .addOption(
      option('--cascade-timeout <s>', 'per cascade', seconds).default(cascade.timeoutSeconds),
    )
    .addOption(
      option('--log-retention-days <n>', 'how long logs are kept', retentionDays).default(
        DEFAULT_RETENTION_DAYS,
      ),
    )
    .addOption(option('--dry-run', 'show the plan and change nothing').default(false))
    .addOption(
      option('--print-policy [for]', 'print the IAM policy that you need, and do nothing else')
        .choices(CALLERS)
        .preset('all'),
    );
  addAwsOptions(command).action((options) =>
    conclude(async () => (await import('./deploy.ts')).deployCommand(options)),
  );
}

function addDestroy(program: Command, conclude: Conclude): void {
  const command = program
    .command('destroy')
    .description('remove what deploy has made on AWS')
    .addOption(nameOption())
    .addOption(option('--yes', 'do not ask').default(false))
    .addOption(option('--keep-roles', 'leave roles alone').default(false))
    .addOption(option('--dry-run', 'show what would be removed').default(false));
  addAwsOptions(command).action((options) =>
    conclude(async () => (await import('./destroy.ts')).destroyCommand(options)),
  );
}

function nameOption(): Option {
  return option('--name <stem>', 'what the names on AWS begin with', stem).default(DEFAULT_STEM);
}

function addAwsOptions(command: Command): Command {
  return command
    .addOption(option('--region <name>', 'AWS region'))
    .addOption(option('--profile <name>', 'AWS profile'))
    .addOption(option('--endpoint-url <url>', 'of a service that stands in for AWS'))
    .addOption(option('--debug', 'show where an error comes from').default(false))
    .addOption(option('--no-color', 'no colours'));
}

function stem(value: string): string {
  if (STEM_PATTERN.test(value)) return value;
  throw new InvalidArgumentError('It must be 1 to 56 letters, digits, hyphens or underscores.');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and older names. */
function bucketNames(value: string, previous?: readonly string[]): string[] {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(value)) return [...(previous ?? []), value];
  throw new InvalidArgumentError('It must be the name of a bucket.');
}

/** An alias would not do: policies name keys. */
function keyArns(value: string, previous?: readonly string[]): string[] {
  if (/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/\S+$/.test(value))
    return [...(previous ?? []), value];
  throw new InvalidArgumentError('It must be the ARN of a key, arn:aws:kms:…:key/….');
}

function roleArn(value: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the ARN of a role, arn:aws:iam::…:role/….');
}

function retentionDays(value: string): number {
  const days = RETENTION_DAYS.find((allowed) => String(allowed) === value);
  if (days !== undefined) return days;
  throw new InvalidArgumentError(`It must be one of ${RETENTION_DAYS.join(', ')}.`);
}

function wholeNumber({ min, max }: { min: number; max: number }) {
  return (value: string): number => {
    const number = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
