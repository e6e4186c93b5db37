// The ports of `deploy` and `destroy`.

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
  /** The options that name the deployment in a command that is advised, with a space before each. */
  readonly deployment: string;
  /** The IDs of the network interfaces that Lambda made in a VPC for a function of this name. */
  readonly findNetworkInterfaces: (functionName: string, signal: AbortSignal) => Promise<string[]>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The ports for reads, which may be cancelled at any point. */
export type ReadPorts = Pick<DeployPorts, 'clients' | 'signal'>;

/** Whether this is the SDK's error of this name. */
export function isError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** The answer, or undefined if AWS says that the resource does not exist. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isError(error, ...MISSING)) return undefined;
    throw error;
  }
}

/** The name of this error in IAM, and in all other services. */
const MISSING = ['NoSuchEntityException', 'NoSuchEntity', 'ResourceNotFoundException'];
