// Lambda's control plane: the calls that create, show, change and delete functions.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html; the states of a function:
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html.

import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accountSettings, checkReservation } from './account-settings.ts';
import { AwsError } from './aws-error.ts';
import {
  checkArchive,
  checkName,
  checkSettings,
  checkTags,
  type FunctionSettings,
  invalidParameter,
} from './function-checks.ts';
import { type FunctionState, showConfiguration } from './function-state.ts';
import { serveTags } from './function-tags.ts';
import { sendJson } from './http-message.ts';
import { assumeRole, mayUseVpc } from './iam-api.ts';
import { noteNetworkInterface } from './network-interfaces.ts';
import type { ServiceContext } from './service-context.ts';

interface CreateInput extends FunctionSettings {
  FunctionName?: string;
  Code?: { ZipFile?: unknown };
  Tags?: Record<string, string>;
}

interface UpdateCodeInput {
  ZipFile?: unknown;
  Architectures?: string[];
  DryRun?: boolean;
}

export async function serveFunctionCall(
  context: ServiceContext,
  action: string,
  name: string,
  input: Record<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (action === 'GetAccountSettings') {
    sendJson(response, 200, accountSettings(context));
    return;
  }
  if (action === 'CreateFunction') {
    sendJson(response, 201, showConfiguration(create(context, input)));
    return;
  }
  const fn = findFunction(context, name);
  switch (action) {
    case 'GetFunction':
      look(fn);
      sendJson(response, 200, {
        Configuration: showConfiguration(fn),
        Code: { RepositoryType: 'S3', Location: `https://awslambda.example/${fn.codeSha256}` },
        Tags: fn.tags,
        ...(fn.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } }),
      });
      return;
    case 'GetFunctionConfiguration':
      look(fn);
      sendJson(response, 200, showConfiguration(fn));
      return;
    case 'UpdateFunctionCode':
      await updateCode(context, fn, input);
      sendJson(response, 200, showConfiguration(fn));
      return;
    case 'UpdateFunctionConfiguration':
      await updateConfiguration(context, fn, input);
      sendJson(response, 200, showConfiguration(fn));
      return;
    case 'DeleteFunction':
      context.functions.delete(fn.name);
      await context.pool.retire(fn.name);
      sendJson(response, 204, undefined);
      return;
    case 'GetFunctionConcurrency':
      sendJson(response, 200, { ReservedConcurrentExecutions: fn.reservedConcurrency });
      return;
    case 'PutFunctionConcurrency':
      checkReservation(context, fn, Number(input.ReservedConcurrentExecutions));
      fn.reservedConcurrency = Number(input.ReservedConcurrentExecutions);
      sendJson(response, 200, { ReservedConcurrentExecutions: fn.reservedConcurrency });
      return;
    case 'DeleteFunctionConcurrency':
      delete fn.reservedConcurrency;
      sendJson(response, 204, undefined);
      return;
    default:
      serveTags(fn, action, input, request, response);
  }
}

/** Finds a function by name or ARN. @throws {AwsError} ResourceNotFoundException. */
export function findFunction(context: ServiceContext, reference: string): FunctionState {
  const name = /:function:([^:]+)/.exec(reference)?.[1] ?? reference.split(':')[0] ?? '';
  const fn = context.functions.get(name);
  if (fn === undefined) {
    const arn = functionArn(context, name);
    throw new AwsError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
  }
  return fn;
}

function functionArn(context: ServiceContext, name: string): string {
  return `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`;
}

function create(context: ServiceContext, input: CreateInput): FunctionState {
  const name = input.FunctionName ?? '';
  checkName(name);
  checkSettings(input);
  checkTags(input.Tags ?? {});
  for (const member of ['Runtime', 'Role', 'Handler'] as const) {
    if (input[member] === undefined) throw invalidParameter(`${member} is required.`);
  }
  const archive = checkArchive(input.Code?.ZipFile, 'CreateFunction');
  if (context.functions.has(name)) {
    throw new AwsError(409, 'ResourceConflictException', `Function already exist: ${name}`);
  }
  assumeRole(context, input.Role ?? '');
  checkVpcPermission(context, input.Role ?? '', input);
  const fn: FunctionState = {
    name,
    arn: functionArn(context, name),
    role: '',
    runtime: '',
    handler: '',
    architecture: input.Architectures?.[0] ?? 'x86_64',
    description: '',
    memoryMb: 128,
    timeoutSeconds: 3,
    ephemeralMb: 512,
    variables: {},
    logging: {
      format: 'Text',
      systemLevel: 'INFO',
      applicationLevel: 'INFO',
      group: `/aws/lambda/${name}`,
    },
    archive,
    codeSha256: sha256(archive),
    tags: { ...input.Tags },
    lastModified: '',
    revision: '',
    state: 'Pending',
    lastUpdate: 'Successful',
    pendingLooks: context.looksUntilReady,
  };
  applySettings(fn, input);
  noteNetworkInterface(context, fn);
  context.functions.set(name, fn);
  return fn;
}

/** Lambda makes the interfaces in the function's role. */
function checkVpcPermission(context: ServiceContext, role: string, input: FunctionSettings): void {
  const { SubnetIds = [] } = input.VpcConfig ?? {};
  if (SubnetIds.length === 0 || mayUseVpc(context, role)) return;
  throw invalidParameter(
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
  );
}

async function updateCode(context: ServiceContext, fn: FunctionState, input: UpdateCodeInput) {
  const archive = checkArchive(input.ZipFile, 'UpdateFunctionCode');
  checkSettings(input.Architectures === undefined ? {} : { Architectures: input.Architectures });
  if (input.DryRun === true) return;
  await beginUpdate(context, fn);
  fn.archive = archive;
  fn.codeSha256 = sha256(archive);
  fn.architecture = input.Architectures?.[0] ?? fn.architecture;
  applySettings(fn, {});
}

async function updateConfiguration(
  context: ServiceContext,
  fn: FunctionState,
  input: FunctionSettings,
) {
  checkSettings(input);
  if (input.Role !== undefined) assumeRole(context, input.Role);
  checkVpcPermission(context, input.Role ?? fn.role, input);
  await beginUpdate(context, fn);
  applySettings(fn, input);
  noteNetworkInterface(context, fn);
}

async function beginUpdate(context: ServiceContext, fn: FunctionState): Promise<void> {
  const because = (reason: string) =>
    new AwsError(
      409,
      'ResourceConflictException',
      `The operation cannot be performed at this time. ${reason}`,
    );
  if (fn.state === 'Pending') {
    throw because('The function is currently in the following state: Pending');
  }
  if (fn.lastUpdate === 'InProgress') {
    throw because(`An update is in progress for resource: ${fn.arn}`);
  }
  fn.lastUpdate = 'InProgress';
  fn.pendingLooks = context.looksUntilReady;
  await context.pool.retire(fn.name);
}

function applySettings(fn: FunctionState, input: FunctionSettings): void {
  fn.runtime = input.Runtime ?? fn.runtime;
  fn.role = input.Role ?? fn.role;
  fn.handler = input.Handler ?? fn.handler;
  fn.description = input.Description ?? fn.description;
  fn.memoryMb = input.MemorySize ?? fn.memoryMb;
  fn.timeoutSeconds = input.Timeout ?? fn.timeoutSeconds;
  fn.ephemeralMb = input.EphemeralStorage?.Size ?? fn.ephemeralMb;
  if (input.VpcConfig !== undefined) {
    const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } = input.VpcConfig;
    fn.network = { subnetIds, securityGroupIds };
  }
  if (input.Environment !== undefined) fn.variables = { ...input.Environment.Variables };
  const { LogFormat, SystemLogLevel, ApplicationLogLevel, LogGroup } = input.LoggingConfig ?? {};
  fn.logging = {
    format: (LogFormat as FunctionState['logging']['format'] | undefined) ?? fn.logging.format,
    systemLevel:
      (SystemLogLevel as FunctionState['logging']['systemLevel'] | undefined) ??
      fn.logging.systemLevel,
    applicationLevel: ApplicationLogLevel ?? fn.logging.applicationLevel,
    group: LogGroup ?? fn.logging.group,
  };
  fn.revision = randomUUID();
  fn.lastModified = new Date().toISOString().replace('Z', '+0000');
}

/** Each read moves a function's state on, so that no test has to wait for a clock. */
function look(fn: FunctionState): void {
  if (fn.pendingLooks > 0) {
    fn.pendingLooks -= 1;
    return;
  }
  fn.state = 'Active';
  fn.lastUpdate = 'Successful';
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
