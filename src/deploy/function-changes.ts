// Creates and changes functions, and waits until they are ready.

import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { functionFailed, functionNotReady } from '../errors/deploy-error.ts';
import { type DeployPorts, isError, unlessMissing } from './deploy-ports.ts';
import type { FunctionSpec, Network } from './desired-state.ts';
import type { Change } from './make-plan.ts';
import type { Tags } from './resource-names.ts';
import { DEFAULT_WAITS, retryTemporary } from './retry-temporary.ts';

export interface FunctionPorts extends DeployPorts {
  /** Called before a wait. */
  readonly onWait: (what: string) => void;
}

export async function createFunction(
  spec: FunctionSpec,
  tags: Tags,
  ports: FunctionPorts,
): Promise<void> {
  const command = new CreateFunctionCommand({
    ...toConfiguration(spec),
    // Without a VPC, the caller needs no permission to look at one.
    ...(spec.network && { VpcConfig: toVpcConfig(spec.network) }),
    Architectures: [spec.architecture],
    PackageType: 'Zip',
    Code: { ZipFile: spec.archive.zip },
    Tags: tags,
  });
  await sendWithRetries(() => ports.clients.lambda.send(command), ports);
  await waitUntilReady(spec.name, ports);
  if (spec.reservedConcurrency !== undefined) await reserveConcurrency(spec, ports);
}

/** Lambda allows one change at a time: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
export async function changeFunction(
  spec: FunctionSpec,
  changes: readonly Change[],
  ports: FunctionPorts,
): Promise<void> {
  const { lambda } = ports.clients;
  const { name: FunctionName, archive } = spec;
  // An earlier change may still be in progress. It does not matter whether it failed.
  await waitUntilSettled(FunctionName, ports);
  if (changes.some(({ part }) => part === 'code')) {
    const command = new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: archive.zip,
      Architectures: [spec.architecture],
    });
    await sendWithRetries(() => lambda.send(command), ports);
    await waitUntilReady(FunctionName, ports);
  }
  const isMoved = changes.some(({ part }) => part === 'vpc');
  if (isMoved || changes.some(({ part }) => part === 'configuration')) {
    const command = new UpdateFunctionConfigurationCommand({
      ...toConfiguration(spec),
      ...(isMoved && { VpcConfig: toVpcConfig(spec.network) }),
    });
    await sendWithRetries(() => lambda.send(command), ports);
    await waitUntilReady(FunctionName, ports);
  }
  if (changes.some(({ part }) => part === 'concurrency')) await reserveConcurrency(spec, ports);
  await changeTags(spec, changes, ports);
}

async function changeTags(
  { arn: Resource, tags, untag }: FunctionSpec,
  changes: readonly Change[],
  { clients: { lambda } }: FunctionPorts,
): Promise<void> {
  if (changes.some(({ part }) => part === 'tag')) {
    await lambda.send(new TagResourceCommand({ Resource, Tags: { ...tags } }));
  }
  if (changes.some(({ part }) => part === 'untag')) {
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: [...untag] }));
  }
}

async function reserveConcurrency(spec: FunctionSpec, ports: FunctionPorts): Promise<void> {
  const { name: FunctionName, reservedConcurrency } = spec;
  const { lambda } = ports.clients;
  await sendWithRetries(
    async () =>
      void (reservedConcurrency === undefined
        ? await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
        : await lambda.send(
            new PutFunctionConcurrencyCommand({
              FunctionName,
              ReservedConcurrentExecutions: reservedConcurrency,
            }),
          )),
    ports,
  );
}

function toConfiguration(spec: FunctionSpec) {
  return {
    FunctionName: spec.name,
    Description: spec.description,
    Runtime: spec.runtime,
    Handler: spec.handler,
    Role: spec.roleArn,
    MemorySize: spec.memoryMb,
    Timeout: spec.timeoutSeconds,
    Environment: { Variables: { ...spec.variables } },
  };
}

/** Empty lists take a function out of its VPC. */
function toVpcConfig(network: Network | undefined) {
  return {
    SubnetIds: [...(network?.subnetIds ?? [])],
    SecurityGroupIds: [...(network?.securityGroupIds ?? [])],
  };
}

export function isSettled({ State, LastUpdateStatus }: FunctionConfiguration): boolean {
  return State !== 'Pending' && LastUpdateStatus !== 'InProgress';
}

/** @throws {UserError} if the function has failed, or is not ready in time. */
export async function waitUntilReady(name: string, ports: FunctionPorts): Promise<void> {
  const found = await waitUntilSettled(name, ports);
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = found;
  if (State === 'Failed') throw functionFailed(name, ports.deployment, StateReason ?? State);
  if (LastUpdateStatus === 'Failed') {
    throw functionFailed(name, ports.deployment, LastUpdateStatusReason ?? LastUpdateStatus);
  }
}

async function waitUntilSettled(
  name: string,
  ports: FunctionPorts,
): Promise<FunctionConfiguration> {
  const { lambda } = ports.clients;
  const command = new GetFunctionConfigurationCommand({ FunctionName: name });
  const notReady = functionNotReady(name);
  const look = async () => {
    // A function that was just created may be unknown for a moment.
    const found = await unlessMissing(lambda.send(command));
    if (!found || !isSettled(found)) throw notReady;
    return found;
  };
  return await retryTemporary(look, {
    ...ports,
    waits: DEFAULT_WAITS,
    isTemporary: (error) => error === notReady,
    onWait: () => ports.onWait(`until ${name} is ready`),
  });
}

async function sendWithRetries<T>(send: () => Promise<T>, ports: FunctionPorts): Promise<T> {
  return await retryTemporary(send, {
    ...ports,
    waits: DEFAULT_WAITS,
    isTemporary: (error) => isRoleTooNew(error) || isBusy(error),
    onWait: () => ports.onWait('for IAM changes to propagate (up to 2 min)'),
  });
}

/**
 * A new role becomes known to Lambda, and to the key that encrypts variables, after some seconds:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
function isRoleTooNew(error: unknown): boolean {
  return (
    isError(error, 'InvalidParameterValueException') &&
    /cannot be assumed by Lambda|KMS key is invalid for CreateGrant|does not have permissions to call CreateNetworkInterface/.test(
      error.message,
    )
  );
}

/** Whether another change of the function is in progress. An existing function is no temporary conflict. */
function isBusy(error: unknown): boolean {
  return isError(error, 'ResourceConflictException') && !/already exist/i.test(error.message);
}
