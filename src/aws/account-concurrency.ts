// Asks Lambda how many functions the account may run at a time, and how large one is.

import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { describeSdkError, isDenied } from './sdk-errors.ts';

export interface AccountConcurrency {
  /** Functions that may run at a time. */
  readonly limit: number;
  /** Those of them that are not reserved for some functions. */
  readonly unreserved: number;
  /** The concurrency that is reserved for the workers' function, which then may run no more. */
  readonly reservedWorkers?: number;
}

export interface UnknownConcurrency {
  /** Why it is not known, as a phrase. */
  readonly cause: string;
  /** The permission that the caller lacks, if it is that. */
  readonly denied?: string;
}

/** A run does not wait longer for what it can do without. */
const PATIENCE_MS = 5_000;

/**
 * Never throws: a run can do without.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 */
export async function readAccountConcurrency(
  client: LambdaClient,
  workerFunction: string,
  signal: AbortSignal,
): Promise<AccountConcurrency | UnknownConcurrency> {
  const options = patience(signal);
  const settings = new GetAccountSettingsCommand({});
  const ofWorker = new GetFunctionConcurrencyCommand({ FunctionName: workerFunction });
  const [account, reserved] = await Promise.all([
    client.send(settings, options).catch(toUnknown('lambda:GetAccountSettings')),
    client.send(ofWorker, options).catch(toUnknown('lambda:GetFunctionConcurrency')),
  ]);
  if ('cause' in account) return account;
  const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved = limit } =
    account.AccountLimit ?? {};
  if (limit === undefined || unreserved === undefined) return { cause: 'Lambda does not tell it' };
  // For a function that is not there, nothing is reserved. A run says so itself.
  if ('cause' in reserved) return reserved.isMissing ? { limit, unreserved } : reserved;
  const { ReservedConcurrentExecutions: reservedWorkers } = reserved;
  return { limit, unreserved, ...(reservedWorkers !== undefined && { reservedWorkers }) };
}

/** The memory of a function in MB. Never throws either. */
export async function readMemory(
  client: LambdaClient,
  functionName: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const found = await client.send(command, patience(signal)).catch(() => undefined);
  return found?.MemorySize;
}

function patience(signal: AbortSignal): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) };
}

function toUnknown(permission: string) {
  return (error: unknown): UnknownConcurrency & { readonly isMissing: boolean } => {
    const { name, message } = describeSdkError(error);
    const isMissing = name === 'ResourceNotFoundException';
    if (isDenied(error)) {
      return { cause: `${permission} is not permitted`, denied: permission, isMissing };
    }
    const isSilent = /^(Abort|Timeout)Error$/.test(name);
    return { cause: isSilent ? 'Lambda does not answer' : message, isMissing };
  };
}
