// A Lambda service for tests, on a port of this machine: Lambda, and of IAM, CloudWatch Logs and STS
// what deploying functions takes. Give its endpoint to the SDK's clients, unchanged. It runs each
// archive under AWS's own runtime client on Node 24, and speaks the wire formats of
// https://docs.aws.amazon.com/lambda/latest/api/welcome.html.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  callerOf,
  credentialsOf,
  type FunctionCredentials,
} from '../support/function-credentials.ts';
import { AwsError } from './aws-error.ts';
import { createPool } from './environment-pool.ts';
import { createFaults, type Faults } from './faults.ts';
import { sendJsonError } from './http-message.ts';
import { type Call, recogniseCall } from './recognise-call.ts';
import { createRecords, type Records } from './records.ts';
import type { ServiceContext } from './service-context.ts';

export interface LambdaServiceOptions {
  /** Default `us-east-1`. */
  readonly region?: string;
  /** The maximum number of environments at a time, over all functions; default 10. */
  readonly concurrency?: number;
  /** The account's limit of concurrency, as GetAccountSettings tells it; default 1,000. */
  readonly accountConcurrency?: number;
  /** The number of reads that find a new or changed function Pending, or InProgress; default 1. */
  readonly looksUntilReady?: number;
  /** The number of functions for which a new role is refused before Lambda knows it; default 0. */
  readonly newRoleRefusals?: number;
  /** Environment variables of every function besides its own, such as AWS_ENDPOINT_URL_S3. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The credentials with which every function signs its requests; by default each has its own. */
  readonly credentials?: FunctionCredentials;
}

export interface LambdaService {
  /** The endpoint for the clients of Lambda, IAM, CloudWatch Logs and STS. */
  readonly endpoint: string;
  readonly faults: Faults;
  readonly records: Pick<Records, 'invocations' | 'reports' | 'calls' | 'waitFor'>;
  /** Resolves when no function runs any more. Functions whose callers have gone away run on. */
  idle(): Promise<void>;
  /** The maximum number of the function's invocations that have run at a time. */
  peakConcurrency(functionName: string): number;
  /** The names of existing functions, roles and log groups. */
  resources(): { functions: string[]; roles: string[]; logGroups: string[] };
  close(): Promise<void>;
}

export async function startLambdaService(
  options: LambdaServiceOptions = {},
): Promise<LambdaService> {
  const server = createServer((request, response) => void serve(context, request, response));
  // A client may be idle for any time between two requests of a connection.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const region = options.region ?? 'us-east-1';
  const pool = await createPool({
    region,
    concurrency: options.concurrency ?? 10,
    // A function that calls a function finds this service.
    variables: () => ({ AWS_ENDPOINT_URL_LAMBDA: endpoint, ...options.variables }),
    credentials: (functionName) => options.credentials ?? credentialsOf(functionName),
  });
  const records = createRecords();
  const context: ServiceContext = {
    region,
    accountId: '123456789012',
    looksUntilReady: options.looksUntilReady ?? 1,
    newRoleRefusals: options.newRoleRefusals ?? 0,
    functions: new Map(),
    roles: new Map(),
    logGroups: new Map(),
    networkInterfaces: [],
    accountConcurrency: options.accountConcurrency ?? 1_000,
    pool,
    faults: createFaults(),
    records,
    ordinals: new Map(),
  };
  let closing: Promise<void> | undefined;
  return {
    endpoint,
    faults: context.faults,
    records,
    idle: () =>
      records.waitFor(() => records.invocations.every(({ status }) => status !== 'running')),
    peakConcurrency: pool.peak,
    resources: () => ({
      functions: [...context.functions.keys()],
      roles: [...context.roles.keys()],
      logGroups: [...context.logGroups.keys()],
    }),
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await pool.close();
    await closed;
  }
}

async function serve(
  context: ServiceContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const note = (action: string, errorCode?: string) => {
    const error = errorCode === undefined ? {} : { errorCode };
    const { input = {} } = call ?? {};
    const byFunction = callerOf(request.headers);
    context.records.calls.push({
      action,
      input,
      status: response.statusCode,
      ...error,
      ...(byFunction !== undefined && { byFunction }),
    });
    context.records.changed();
  };
  let call: Call | undefined;
  try {
    call = await recogniseCall(context, request, response);
    checkSignature(request);
    context.faults.checkCall(call.action);
    await call.serve();
    note(call.action);
  } catch (thrown) {
    const error =
      thrown instanceof AwsError ? thrown : new AwsError(500, 'InternalFailure', String(thrown));
    if (response.headersSent) response.destroy();
    else (call?.sendError ?? sendJsonError)(response, error);
    note(call?.action ?? 'unknown', error.code);
  }
}

/** That a request is signed at all is checked, the signature itself is not. */
function checkSignature(request: IncomingMessage): void {
  if (request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=')) return;
  throw new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
}
