// The options of `deploy` and `destroy`. Their actions are loaded when they are called.

import { type Command, InvalidArgumentError } from 'commander';
import { CALLERS } from '../../deploy/caller-policy.ts';
import {
  DEFAULT_RETENTION_DAYS,
  DEFAULT_SIZES,
  MEMORY_MB,
  RESERVED_CONCURRENCY,
  RETENTION_DAYS,
  TIMEOUT_SECONDS,
} from '../../deploy/limits.ts';
import { TEMPLATE_KINDS } from '../../deploy/template/template.ts';
import { givenWithout } from '../../errors/deploy-error.ts';
import { ARCHITECTURES } from '../../protocol/architecture.ts';
import { option } from '../cli-option.ts';
import type { DeployOptions } from '../deploy-options.ts';
import { addExamples, type Example } from '../examples.ts';
import {
  keyArns,
  policyArn,
  roleArn,
  securityGroupIds,
  subnetIds,
  tagKeys,
  tags,
} from './aws-parsers.ts';
import { addAwsOptions, addDebugOptions, nameOption, noColor } from './common.ts';
import { bucketName, bucketNames, wholeNumber } from './parsers.ts';
import type { RunAction } from './run-action.ts';

const DEPLOY_EXAMPLES: readonly Example[] = [
  ['wordcount deploy --dry-run', 'show the plan, change nothing'],
  ['wordcount deploy --bucket logs', 'functions that may read one bucket'],
  ['wordcount deploy --yes', 'update the functions without asking'],
  ['wordcount deploy --print-policy deploy', 'the IAM policy that deploy needs'],
  ['wordcount deploy --template terraform', 'a template of the same deployment'],
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
    .addOption(nameOption('what all names on AWS begin with'))
    .addOption(option('--dry-run', 'show the plan and change nothing').default(false))
    .addOption(option('--yes', 'apply the plan without asking').default(false))
    .addOption(option('--tag <key=value...>', 'tags of everything that is made', tags))
    .addOption(option('--untag <key...>', 'remove these tags', tagKeys))
    .addOption(
      option('--print-policy [for]', 'print the IAM policy that you need, and do nothing else')
        .choices(CALLERS)
        .preset('all'),
    )
    .optionsGroup('Template:')
    .addOption(
      option('--template <kind>', 'print a template of a new deployment, and do nothing else')
        .choices(TEMPLATE_KINDS)
        .conflicts('printPolicy'),
    )
    .addOption(
      option('--code-bucket <name>', 'the bucket where the template finds the code', bucketName),
    )
    .addOption(
      option('--code-prefix <text>', 'what the keys of the code begin with there').default(''),
    )
    .optionsGroup('Permissions:')
    .addOption(
      option('--bucket <name...>', 'buckets that workers may read', bucketNames).conflicts(
        'allBuckets',
      ),
    )
    .addOption(option('--all-buckets', 'workers may read every bucket').default(false))
    .addOption(option('--kms-key <arn...>', 'KMS keys with which objects are encrypted', keyArns))
    .addOption(option('--no-kms-key', 'no KMS key any more'))
    .addOption(
      option('--role <arn>', 'use this role for both functions instead of new ones', roleArn),
    )
    .addOption(option('--no-role', 'roles of its own again'))
    .addOption(
      option('--permissions-boundary <arn>', 'permissions boundary of the roles', policyArn),
    )
    .addOption(option('--no-permissions-boundary', 'no permissions boundary any more'))
    .optionsGroup('Functions:')
    .addOption(
      option('--architecture <name>', 'processor architecture (new: arm64)').choices(ARCHITECTURES),
    )
    .addOption(
      option('--worker-memory <mb>', `memory of a worker, in MB (new: ${worker.memoryMb})`, memory),
    )
    .addOption(
      option(
        '--worker-timeout <s>',
        `time limit of a worker, in seconds (new: ${worker.timeoutSeconds})`,
        seconds,
      ),
    )
    .addOption(
      option(
        '--cascade-memory <mb>',
        `memory of a cascade, in MB (new: ${cascade.memoryMb})`,
        memory,
      ),
    )
    .addOption(
      option(
        '--cascade-timeout <s>',
        `time limit of a cascade, in seconds (new: ${cascade.timeoutSeconds})`,
        seconds,
      ),
    )
    .addOption(
      option(
        '--log-retention-days <n>',
        `days for which logs are kept (new: ${DEFAULT_RETENTION_DAYS})`,
        retentionDays,
      ),
    )
    .addOption(
      option(
        '--reserved-concurrency <n>',
        'workers at a time, set aside from the limit of the account',
        wholeNumber(RESERVED_CONCURRENCY),
      ),
    )
    .addOption(option('--no-reserved-concurrency', 'set nothing aside any more'))
    .optionsGroup('Network:')
    .addOption(option('--subnet <id...>', 'subnets of a VPC for the functions', subnetIds))
    .addOption(
      option('--security-group <id...>', 'security groups of the functions', securityGroupIds),
    )
    .addOption(option('--no-vpc', 'no VPC any more').conflicts(['subnet', 'securityGroup']))
    .optionsGroup('Output:')
    .addOption(noColor());
  addExamples(verb, DEPLOY_EXAMPLES);
  addDebugOptions(verb);
  addAwsOptions(verb).action((options: DeployOptions, command: Command) =>
    runAction(async () => {
      checkCodeOptions(command, options);
      return await (await import('../deploy.ts')).deployCommand(options);
    }),
  );
}

export function addDestroyVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('destroy')
    .description('Remove what deploy created on AWS.')
    .optionsGroup('Deployment:')
    .addOption(nameOption('what all names on AWS begin with'))
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

/** @throws {UserError} if an option about the code of a template was typed without what it is about. */
function checkCodeOptions(command: Command, { template, codeBucket }: DeployOptions): void {
  const isTyped = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (isTyped('codeBucket') && template === undefined) {
    throw givenWithout('--code-bucket', '--template');
  }
  if (isTyped('codePrefix') && codeBucket === undefined) {
    throw givenWithout('--code-prefix', '--code-bucket');
  }
}

function retentionDays(value: string): number {
  const days = RETENTION_DAYS.find((allowed) => String(allowed) === value);
  if (days !== undefined) return days;
  throw new InvalidArgumentError(`It must be one of ${RETENTION_DAYS.join(', ')}.`);
}
