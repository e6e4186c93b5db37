// `wordcount deploy`: shows what has to be created or changed, asks, does it, and says what to do next.

import { applyAwsOptions } from '../aws/environment.ts';
import { ANY_ACCOUNT_ID, partitionOfRegion } from '../deploy/account.ts';
import { applyPlan } from '../deploy/apply-plan.ts';
import { type Caller, callerPolicy } from '../deploy/caller-policy.ts';
import { describeAccess, describePlan } from '../deploy/describe-plan.ts';
import { type DeploySettings, toDesiredState } from '../deploy/desired-state.ts';
import type { FoundState } from '../deploy/found-state.ts';
import type { FunctionArchive } from '../deploy/function-archive.ts';
import { hasWork, isWork, makePlan, type Plan } from '../deploy/make-plan.ts';
import type { Identity } from '../deploy/read-account.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { labelOf } from '../deploy/resource-label.ts';
import { settleSettings } from '../deploy/settle-settings.ts';
import { notMadeByDeploy } from '../errors/deploy-error.ts';
import { deploymentOptions } from '../protocol/deployment-options.ts';
import type { Tier } from '../protocol/frame.ts';
import { escapeControl, escapeLines } from '../text/escape-control.ts';
import { type AwsSession, explainErrors, withAwsSession } from './aws-session.ts';
import { confirm, EXIT_DECLINED } from './confirm.ts';
import { type DeployOptions, toDeployRequest } from './deploy-options.ts';
import { createStdoutWriter } from './output.ts';
import { readArchives } from './read-archives.ts';
import { createStepProgress } from './step-progress.ts';

/** @throws {UserError} when it cannot begin, or stops before its end. */
export async function deployCommand(options: DeployOptions): Promise<number> {
  if (options.printPolicy !== undefined) return await printPolicy(options, options.printPolicy);
  if (options.template !== undefined) {
    const { printTemplate } = await import('./print-template.ts');
    return await printTemplate(options, options.template);
  }
  const archives = await readArchives();
  return await withAwsSession(options, async (session) => {
    const { plan, text, settings } = await findOut(options, session, archives);
    await createStdoutWriter(() => undefined)(text);
    if (settings.roleArn === undefined && settings.buckets.length === 0) {
      tell('Workers may read every bucket of the account. To limit them, give --bucket NAME.');
    }
    const unused = settings.roleArn === undefined ? [] : aboutRoles(options);
    if (unused.length > 0) {
      tell(`The role is used as it is, so ${unused.join(', ')} changes nothing.`);
    }
    const next = nextStep(options, settings);
    if (options.dryRun) {
      tell(hasWork(plan) ? 'This was a dry run: nothing was changed.' : 'Nothing to do.');
      return 0;
    }
    if (!hasWork(plan)) {
      tell(`Nothing to do. ${next}`);
      return 0;
    }
    if (!options.yes && !(await confirm(question(plan), 'deploy', session.ports.signal))) {
      tell('Nothing was changed.');
      return EXIT_DECLINED;
    }
    await apply(plan, session, options.color);
    tell(`Done. ${next}`);
    return 0;
  });
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The options that were given about the roles that `deploy` makes. */
function aboutRoles({ bucket, allBuckets, kmsKey, permissionsBoundary }: DeployOptions): string[] {
  return [
    ...(bucket ? ['--bucket'] : []),
    ...(allBuckets ? ['--all-buckets'] : []),
    ...(kmsKey ? ['--kms-key'] : []),
    ...(permissionsBoundary ? ['--permissions-boundary'] : []),
  ];
}

async function findOut(
  options: DeployOptions,
  { ports, identity }: AwsSession,
  archives: Readonly<Record<Tier, FunctionArchive>>,
) {
  const { account } = identity;
  const request = toDeployRequest(options);
  const { stem, roleArn } = request;
  const roles = roleArn === undefined ? 'unless-lent' : roleArn === null ? 'read' : 'skip';
  const found = await explainErrors('look up what is deployed', ports.deployment, () =>
    readFoundState(ports, { stem, account, roles }),
  );
  const settings = settleSettings(request, account, found, archives);
  const plan = makePlan(stem, toDesiredState(settings), found);
  if (plan.foreign.length > 0) {
    const names = plan.foreign.map(labelOf).join(', ');
    throw notMadeByDeploy(names, stem);
  }
  return { plan, settings, text: describe(plan, settings, found, identity) };
}

function describe(
  plan: Plan,
  settings: DeploySettings,
  found: FoundState,
  { account, callerArn }: Identity,
): string {
  return (
    `Plan for account ${account.id}, region ${account.region}, as\n${escapeControl(callerArn)}:\n` +
    escapeLines(describePlan(plan) + describeAccess(settings, found))
  );
}

function question({ steps }: Plan): string {
  const { length } = steps.filter(isWork);
  return `Make ${length === 1 ? 'this change' : `these ${length} changes`}?`;
}

async function apply(plan: Plan, { ports }: AwsSession, color: boolean): Promise<void> {
  const progress = createStepProgress(process.stderr, color);
  try {
    await explainErrors('deploy', ports.deployment, () => applyPlan(plan, ports, progress));
  } finally {
    progress.stop();
  }
}

function nextStep(options: DeployOptions, { buckets }: DeploySettings): string {
  return `To count: wordcount run --bucket ${buckets[0] ?? 'NAME'}${deploymentOptions(options)}`;
}

/** Works without credentials, because the reader of the policy may have none yet. */
async function printPolicy(options: DeployOptions, caller: Caller): Promise<number> {
  applyAwsOptions(options, process.env);
  const region = process.env.AWS_REGION || '*';
  const account = { id: ANY_ACCOUNT_ID, partition: partitionOfRegion(region), region };
  const { roleArn, ...request } = toDeployRequest(options);
  const policy = callerPolicy(caller, {
    ...request,
    account,
    buckets: request.buckets ?? [],
    ...(roleArn && { roleArn }),
  });
  await createStdoutWriter(() => undefined)(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}
