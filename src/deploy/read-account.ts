// Reads the account, identity and region of the caller's credentials.

import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Account } from './account.ts';
import type { ReadPorts } from './deploy-ports.ts';

export interface Identity {
  readonly account: Account;
  /** The ARN of the user or role that owns the credentials. */
  readonly callerArn: string;
}

/**
 * This call needs no permission:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function readIdentity({ clients, signal }: ReadPorts): Promise<Identity> {
  const region = await clients.lambda.config.region();
  const { Account: id = '', Arn: callerArn = '' } = await clients.sts.send(
    new GetCallerIdentityCommand({}),
    { abortSignal: signal },
  );
  const partition = callerArn.split(':')[1] ?? 'aws';
  return { account: { id, partition, region }, callerArn };
}
