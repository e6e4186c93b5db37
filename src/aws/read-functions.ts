// Reads the settings of the two functions on which their cost depends.

import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { functionSettingsUnknown } from '../errors/cost-error.ts';
import type { FunctionSettings, Functions } from '../events/functions.ts';
import { isArchitecture } from '../protocol/architecture.ts';
import { type DeploymentChoice, deploymentOptions } from '../protocol/deployment-options.ts';
import type { MakeAgents } from './network-agents.ts';
import { toUserError } from './sdk-errors.ts';

const MAX_ATTEMPTS = 5;
const MAX_SOCKETS = 2;

/**
 * `agents` are used in place of Node's own.
 * @throws {UserError} when they are not there, or may not be looked at.
 */
export async function readFunctions(
  choice: DeploymentChoice & { readonly name: string },
  signal: AbortSignal,
  agents?: MakeAgents,
): Promise<Functions> {
  // The handler takes a function too, although its types do not say so.
  const handler = agents && { requestHandler: (() => agents(MAX_SOCKETS)) as unknown as object };
  const deployment = deploymentOptions(choice);
  const client = new LambdaClient({ maxAttempts: MAX_ATTEMPTS, ...handler });
  try {
    const [cascade, worker] = await Promise.all([
      readFunction(client, `${choice.name}-cascade`, deployment, signal),
      readFunction(client, `${choice.name}-worker`, deployment, signal),
    ]);
    return { cascade, worker };
  } finally {
    client.destroy();
  }
}

async function readFunction(
  client: LambdaClient,
  functionName: string,
  deployment: string,
  signal: AbortSignal,
): Promise<FunctionSettings> {
  const action = `read the settings of the function ${functionName}, which its cost depends on`;
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const found = await client.send(command, { abortSignal: signal }).catch((error) => {
    throw toUserError(error, { action, functionName, deployment });
  });
  // https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
  const { MemorySize: memoryMb, Timeout: timeoutSeconds, Architectures = ['x86_64'] } = found;
  const architecture = Architectures[0] ?? '';
  if (!memoryMb || !timeoutSeconds || !isArchitecture(architecture)) {
    throw functionSettingsUnknown(functionName);
  }
  return { memoryMb, timeoutMs: timeoutSeconds * 1000, architecture };
}
