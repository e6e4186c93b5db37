// `wordcount deploy`: shows what has to be created or changed, does it, and says what to do next.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AwsOptions, applyAwsOptions } from '../aws/environment.ts';
import { ANY_ACCOUNT_ID, partitionOfRegion } from '../deploy/account.ts';
import { applyPlan } from '../deploy/apply-plan.ts';
import { type Caller, callerPolicy } from '../deploy/caller-policy.ts';
import { describePlan } from '../deploy/describe-plan.ts';
import { type DeploySettings, toDesiredState } from '../deploy/desired-state.ts';
import { type FunctionArchive, toFunctionArchive } from '../deploy/function-archive.ts';
import { hasWork, makePlan, type Plan } from '../deploy/make-plan.ts';
import type { Identity } from '../deploy/read-account.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { labelOf } from '../deploy/resource-label.ts';
import type { Tier } from '../deploy/resource-names.ts';
import { noArchive, notMadeByDeploy } from '../errors/user-error.ts';
import type { Architecture } from '../protocol/architecture.ts';
import { DEFAULT_STEM } from '../protocol/stem.ts';
import { escapeControl, escapeLines } from '../text/escape-control.ts';
import { type AwsSession, explainErrors, withAwsSession } from './aws-session.ts';
import { createStdoutWriter } from './output.ts';
import { createStepProgress } from './step-progress.ts';

/** The options of the verb, as the command line gives them. */
export interface DeployOptions extends AwsOptions {
  readonly name: string;
  readonly bucket?: readonly string[];
  readonly kmsKey?: readonly string[];
  readonly role?: string;
  readonly architecture: Architecture;
  readonly workerMemory: number;
  readonly workerTimeout: number;
  readonly cascadeMemory: number;
  readonly cascadeTimeout: number;
  readonly logRetentionDays: number;
  readonly dryRun: boolean;
  readonly printPolicy?: Caller;
  readonly color: boolean;
}

/** @throws {UserError} when it cannot begin, or stops before its end. */
export async function deployCommand(options: DeployOptions): Promise<number> {
  if (options.printPolicy !== undefined) return await printPolicy(options, options.printPolicy);
  const archives = {
    worker: await readArchive('worker'),
    cascade: await readArchive('cascade'),
  };
  return await withAwsSession(options, async (session) => {
    const plan = await findOut(options, session, archives);
    await show(options, plan, session.identity);
    if (options.dryRun) return 0;
    if (hasWork(plan)) await apply(plan, session, options.color);
    process.stderr.write(`${hasWork(plan) ? 'Done' : 'Nothing to do'}. ${nextStep(options)}\n`);
    return 0;
  });
}

async function findOut(
  options: DeployOptions,
  { ports, identity: { account } }: AwsSession,
  archives: Readonly<Record<Tier, FunctionArchive>>,
): Promise<Plan> {
  const { name: stem, role } = options;
  const settings: DeploySettings = {
    stem,
    account,
    buckets: options.bucket ?? [],
    kmsKeyArns: options.kmsKey ?? [],
    ...(role !== undefined && { roleArn: role }),
    architecture: options.architecture,
    logRetentionDays: options.logRetentionDays,
    sizes: {
      worker: { memoryMb: options.workerMemory, timeoutSeconds: options.workerTimeout },
      cascade: { memoryMb: options.cascadeMemory, timeoutSeconds: options.cascadeTimeout },
    },
    archives,
  };
  const lookUp = { stem, region: account.region, withRoles: role === undefined };
  const found = await explainErrors('look up what is deployed', () =>
    readFoundState(ports, lookUp),
  );
  const plan = makePlan(stem, toDesiredState(settings), found);
  if (plan.foreign.length > 0) {
    const names = plan.foreign.map(labelOf).join(', ');
    throw notMadeByDeploy(names, stem);
  }
  return plan;
}

async function show(options: DeployOptions, plan: Plan, identity: Identity): Promise<void> {
  const { account, callerArn } = identity;
  const write = createStdoutWriter(() => undefined);
  await write(
    `Plan for account ${account.id}, region ${account.region}, as\n${escapeControl(callerArn)}:\n` +
      escapeLines(describePlan(plan)),
  );
  if (!options.bucket && options.role === undefined) {
    process.stderr.write(
      'Workers may read every bucket of the account. To limit them, give --bucket NAME.\n',
    );
  }
  if (options.dryRun) {
    const said = hasWork(plan) ? 'This was a dry run: nothing was changed.' : 'Nothing to do.';
    process.stderr.write(`${said}\n`);
  }
}

async function apply(plan: Plan, { ports }: AwsSession, color: boolean): Promise<void> {
  const progress = createStepProgress(process.stderr, color);
  try {
    await explainErrors('deploy', () => applyPlan(plan, ports, progress));
  } finally {
    progress.stop();
  }
}

function nextStep({ bucket, name, region, profile }: DeployOptions): string {
  const words = [
    'wordcount run',
    `--bucket ${bucket?.[0] ?? 'NAME'}`,
    ...(name === DEFAULT_STEM ? [] : [`--name ${name}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
  ];
  return `To count: ${words.join(' ')}`;
}

/** Works without credentials, because the reader of the policy may have none yet. */
async function printPolicy(options: DeployOptions, caller: Caller): Promise<number> {
  applyAwsOptions(options, process.env);
  const region = process.env.AWS_REGION || '*';
  const account = { id: ANY_ACCOUNT_ID, partition: partitionOfRegion(region), region };
  const policy = callerPolicy(caller, {
    stem: options.name,
    account,
    buckets: options.bucket ?? [],
    ...(options.role !== undefined && { roleArn: options.role }),
  });
  await createStdoutWriter(() => undefined)(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}

async function readArchive(tier: Tier): Promise<FunctionArchive> {
  const url = new URL(`./functions/${tier}.zip`, import.meta.url);
  try {
    return toFunctionArchive(await readFile(url));
  } catch (error) {
    throw noArchive(fileURLToPath(url), error);
  }
}
