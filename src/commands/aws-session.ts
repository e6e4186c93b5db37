// The common part of deploy and destroy: the clients, the account, and the wording of errors.

import { createDeployClients } from '../aws/deploy-clients.ts';
import { type AwsOptions, applyAwsOptions } from '../aws/environment.ts';
import { agentsOf } from '../aws/network-agents.ts';
import { createNetworkInterfaceFinder } from '../aws/network-interfaces.ts';
import { describeSdkError, toUserError } from '../aws/sdk-errors.ts';
import type { DeployClients, DeployPorts } from '../deploy/deploy-ports.ts';
import { type Identity, readIdentity } from '../deploy/read-account.ts';
import { StepError } from '../deploy/step-error.ts';
import {
  INTERRUPTED,
  interruptedHalfWay,
  permissionHint,
  stoppedHalfWay,
} from '../errors/deploy-error.ts';
import { UserError } from '../errors/user-error.ts';
import { deploymentOptions } from '../protocol/deployment-options.ts';
import { systemClock } from '../scatter/clock.ts';
import { listenForInterruption } from './interruption.ts';

export interface AwsSession {
  readonly ports: DeployPorts;
  readonly identity: Identity;
}

/**
 * Runs `act` with clients that follow the options and the environment; resolves to the exit code.
 * Ctrl-C stops it between two steps.
 * @throws {UserError} for any refusal by AWS or the SDK.
 */
export async function withAwsSession(
  options: AwsOptions & { readonly name: string },
  act: (session: AwsSession) => Promise<number>,
): Promise<number> {
  applyAwsOptions(options, process.env);
  const clients = createDeployClients(agentsOf(process.env));
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const deployment = deploymentOptions(options);
  try {
    const identity = await explainErrors('find out which account this is', deployment, () =>
      readIdentity({ clients, signal }),
    );
    const findNetworkInterfaces = createNetworkInterfaceFinder(clients.lambda);
    const ports = { clients, deployment, findNetworkInterfaces, clock: systemClock, signal };
    return await act({ ports, identity });
  } catch (error) {
    if (!signal.aborted || error instanceof UserError) throw error;
    process.stderr.write(`${describeInterruption(error)}\n`);
    return interruption.exitCode();
  } finally {
    interruption.release();
    closeClients(clients);
  }
}

/**
 * `action` fits after "could not" and says what is being done. `deployment` are the options that name it, with a
 * space before each.
 */
export async function explainErrors<T>(
  action: string,
  deployment: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isAbort(error) || (error instanceof StepError && isAbort(error.cause))) throw error;
    if (!(error instanceof StepError)) throw explain(error, action, deployment);
    const { message } = explain(error.cause, error.doing, deployment);
    throw stoppedHalfWay(message, error.done, error.total, error);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function describeInterruption(error: unknown): string {
  return error instanceof StepError ? interruptedHalfWay(error.done, error.total) : INTERRUPTED;
}

function explain(error: unknown, action: string, deployment: string): UserError {
  const explained = toUserError(error, { action });
  // An expired token is refused with 403 too, but needs no further permission.
  const denied = /^(AccessDenied|AuthorizationError|UnauthorizedOperation)/.test(
    describeSdkError(error).name,
  );
  return denied ? permissionHint(explained, deployment) : explained;
}

function closeClients(clients: DeployClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
