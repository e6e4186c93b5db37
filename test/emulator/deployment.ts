// Deploys to a Lambda service and destroys the deployment, by the same steps as the program.

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { createNetworkInterfaceFinder } from '../../src/aws/network-interfaces.ts';
import { applyPlan, type StepObserver } from '../../src/deploy/apply-plan.ts';
import type { DeployPorts } from '../../src/deploy/deploy-ports.ts';
import type { DeployRequest } from '../../src/deploy/deploy-request.ts';
import { type DeploySettings, toDesiredState } from '../../src/deploy/desired-state.ts';
import { makePlan, type Plan } from '../../src/deploy/make-plan.ts';
import { readIdentity } from '../../src/deploy/read-account.ts';
import { readFoundState } from '../../src/deploy/read-found-state.ts';
import { planRemoval, type Removal } from '../../src/deploy/removal.ts';
import { removeTargets, verifyRemoval } from '../../src/deploy/remove-targets.ts';
import { settleSettings } from '../../src/deploy/settle-settings.ts';
import { DEFAULT_SETTINGS } from '../support/deploy-settings.ts';
import {
  type LambdaService,
  type LambdaServiceOptions,
  startLambdaService,
} from './start-lambda-service.ts';
import { clientConfig } from './test-functions.ts';

export type Settings = Partial<Omit<DeploySettings, 'account'>>;

export interface Deployment {
  readonly service: LambdaService;
  readonly ports: DeployPorts;
  /** The reported steps and waits. */
  readonly told: string[];
  plan(settings?: Settings): Promise<Plan>;
  deploy(settings?: Settings): Promise<Plan>;
  /** Deploys what is asked, and for what is left out what is deployed already. */
  request(request?: Partial<DeployRequest>): Promise<Plan>;
  planRemoval(stem?: string): Promise<Removal>;
  destroy(stem?: string): Promise<Removal>;
  /** The calls that change something since the last call of this function. */
  takeChangingCalls(): string[];
}

const NO_SIZES = { worker: {}, cascade: {} };

export async function startDeployment(options: LambdaServiceOptions = {}): Promise<Deployment> {
  const service = await startLambdaService(options);
  const config = clientConfig(service.endpoint);
  const clients = {
    lambda: new LambdaClient(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await service.close();
  });
  const ports = {
    clients,
    deployment: '',
    findNetworkInterfaces: createNetworkInterfaceFinder(clients.lambda, service.endpoint),
    clock: createLeapingClock(),
    signal: new AbortController().signal,
  };
  const told: string[] = [];
  const observer: StepObserver = {
    onBegin: () => undefined,
    onWait: (what) => told.push(`waiting ${what}`),
    onDone: (text) => told.push(text),
  };
  let calls = 0;

  async function plan(settings: Settings = {}): Promise<Plan> {
    const { account } = await readIdentity(ports);
    const { stem = 'wordcount' } = settings;
    const roles = settings.roleArn === undefined ? 'read' : 'skip';
    const found = await readFoundState(ports, { stem, account, roles });
    const desired = toDesiredState({ ...DEFAULT_SETTINGS, ...settings, account });
    return makePlan(stem, desired, found);
  }

  async function planRequest(request: Partial<DeployRequest>): Promise<Plan> {
    const { account } = await readIdentity(ports);
    const whole = { stem: 'wordcount', tags: {}, untag: [], sizes: NO_SIZES, ...request };
    const { stem } = whole;
    const found = await readFoundState(ports, { stem, account, roles: 'unless-lent' });
    const settings = settleSettings(whole, account, found, DEFAULT_SETTINGS.archives);
    return makePlan(stem, toDesiredState(settings), found);
  }

  async function lookForRemoval(stem: string) {
    const { account } = await readIdentity(ports);
    const lookUp = { stem, account, roles: 'read' } as const;
    const removal = planRemoval(stem, account.region, await readFoundState(ports, lookUp));
    return { lookUp, removal };
  }

  return {
    service,
    ports,
    told,
    plan,
    async deploy(settings) {
      const made = await plan(settings);
      await applyPlan(made, ports, observer);
      return made;
    },
    async request(request = {}) {
      const made = await planRequest(request);
      await applyPlan(made, ports, observer);
      return made;
    },
    planRemoval: async (stem = 'wordcount') => (await lookForRemoval(stem)).removal,
    async destroy(stem = 'wordcount') {
      const { lookUp, removal } = await lookForRemoval(stem);
      await removeTargets(removal.targets, ports, observer);
      await verifyRemoval(lookUp, ports);
      return removal;
    },
    takeChangingCalls() {
      const since = service.records.calls.slice(calls);
      calls = service.records.calls.length;
      return since.map(({ action }) => action).filter((action) => CHANGING.test(action));
    },
  };
}

/** All calls except reads and invocations. */
const CHANGING = /:(?!Get|List|Describe|Invoke)/;

/** Each sleep resolves at once, and moves the time on. */
function createLeapingClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
}
