// The clients that `deploy` and `destroy` need. Their settings come from the environment.

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';

/**
 * Lambda's control plane allows 15 calls a second:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_ATTEMPTS = 5;

export function createDeployClients() {
  const lambda = new LambdaClient({ maxAttempts: MAX_ATTEMPTS });
  // The other clients share its credentials, so that a profile's process or SSO cache is asked once.
  const shared = { maxAttempts: MAX_ATTEMPTS, credentials: lambda.config.credentials };
  return {
    lambda,
    iam: new IAMClient(shared),
    logs: new CloudWatchLogsClient(shared),
    sts: new STSClient(shared),
  };
}
