// The clients that `deploy` and `destroy` need. Their settings come from the environment.

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import type { MakeAgents } from './network-agents.ts';

/**
 * Lambda's control plane allows 15 calls a second:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_ATTEMPTS = 5;

/** Each client makes few calls at a time. */
const MAX_SOCKETS = 16;

/** `agents` are used in place of Node's own. */
export function createDeployClients(agents?: MakeAgents) {
  // The handler takes a function too, although its types do not say so.
  const handler = agents && { requestHandler: (() => agents(MAX_SOCKETS)) as unknown as object };
  const lambda = new LambdaClient({ maxAttempts: MAX_ATTEMPTS, ...handler });
  // The other clients share its credentials, so that a profile's process or SSO cache is asked once.
  const { credentials } = lambda.config;
  const shared = { maxAttempts: MAX_ATTEMPTS, credentials, ...handler };
  return {
    lambda,
    iam: new IAMClient(shared),
    logs: new CloudWatchLogsClient(shared),
    sts: new STSClient(shared),
  };
}
