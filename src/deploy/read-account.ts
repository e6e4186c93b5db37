// Whose credentials these are, and for which region.

import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Account } from './account.ts';
import type { ReadPorts } from './deploy-ports.ts';

export interface Identity {
  readonly account: Account;
  /** The ARN of the user or role that the credentials are of. */
  readonly callerArn: string;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html; nobody needs a permission for it. */
export async function readIdentity({ clients, signal }: ReadPorts): Promise<Identity> {
  const region = await clients.lambda.config.region();
  const { Account: id = '', Arn: callerArn = '' } = await clients.sts.send(
    new GetCallerIdentityCommand({}),
    { abortSignal: signal },
  );
  const partition = callerArn.split(':')[1] ?? 'aws';
  return { account: { id, partition, region }, callerArn };
}
