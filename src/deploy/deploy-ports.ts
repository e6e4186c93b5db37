// Through what deploy touches the world.

import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../scatter/clock.ts';

export interface DeployClients {
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
}

export interface DeployPorts {
  readonly clients: DeployClients;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What looking takes: nothing of it is worth ending in order once nobody wants to know any more. */
export type ReadPorts = Pick<DeployPorts, 'clients' | 'signal'>;

/** Whether it is the error of this name that the SDK has thrown. */
export function isError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** The answer, or undefined if AWS says that what is asked about is not there. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isError(error, ...MISSING)) return undefined;
    throw error;
  }
}

/** IAM's name for it and everybody else's. */
const MISSING = ['NoSuchEntityException', 'NoSuchEntity', 'ResourceNotFoundException'];
