// A Lambda service for tests, on a port of this machine: Lambda, and of IAM, CloudWatch Logs and STS
// what deploying functions takes. Give its endpoint to the SDK's clients, unchanged. It runs each
// archive under AWS's own runtime client on Node 24, and speaks the wire formats of
// https://docs.aws.amazon.com/lambda/latest/api/welcome.html.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from './aws-error.ts';
import { createPool } from './environment-pool.ts';
import { createFaults, type Faults } from './faults.ts';
import { serveFunctionCall } from './function-api.ts';
import { functionAction } from './function-routes.ts';
import type { FunctionCredentials } from './function-state.ts';
import {
  parseJsonObject,
  readBody,
  sendJson,
  sendJsonError,
  sendXml,
  sendXmlError,
} from './http-message.ts';
import { callIam, IAM_NAMESPACE } from './iam-api.ts';
import { serveInvocation } from './invoke-api.ts';
import { callLogs } from './logs-api.ts';
import { createRecords, type Records } from './records.ts';
import type { ServiceContext } from './service-context.ts';

export interface LambdaServiceOptions {
  /** Default `us-east-1`. */
  readonly region?: string;
  /** The maximum number of environments at a time, over all functions; default 10. */
  readonly concurrency?: number;
  /** The number of reads that find a new or changed function Pending, or InProgress; default 1. */
  readonly looksUntilReady?: number;
  /** The number of functions for which a new role is refused before Lambda knows it; default 0. */
  readonly newRoleRefusals?: number;
  /** Environment variables of every function besides its own, such as AWS_ENDPOINT_URL_S3. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The credentials with which every function signs its requests, for servers that check them. */
  readonly credentials?: FunctionCredentials;
}

const EXAMPLE_CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLEOFFUNCTION',
  secretAccessKey: 'secret-of-the-function',
  sessionToken: 'token-of-the-function',
};

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
    credentials: options.credentials ?? EXAMPLE_CREDENTIALS,
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
    context.records.calls.push({ action, status: response.statusCode, ...error });
    context.records.changed();
  };
  let call: Call | undefined;
  try {
    call = await recognise(context, request, response);
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

interface Call {
  /** For example `iam:CreateRole`. */
  readonly action: string;
  readonly sendError: (response: ServerResponse, error: AwsError) => void;
  serve(): Promise<void>;
}

async function recognise(
  context: ServiceContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Call> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string' && target.startsWith('Logs_20140328.')) {
    return logsCall(context, target.replace('Logs_20140328.', ''), request, response);
  }
  if (path === '/') return queryCall(context, request, response);

  const [, name, what] =
    /^\/20[-\d]+\/functions\/([^/]+)\/(invocations|response-streaming-invocations)$/.exec(path) ??
    [];
  if (name !== undefined) {
    const api = what === 'invocations' ? 'Invoke' : 'InvokeWithResponseStream';
    const functionName = decodeURIComponent(name);
    return {
      action: `lambda:${api}`,
      sendError: sendJsonError,
      serve: () => serveInvocation(context, api, functionName, request, response),
    };
  }
  const known = functionAction(request.method ?? 'GET', path);
  if (known === undefined) {
    throw new AwsError(404, 'UnknownOperationException', `${request.method} ${path}`);
  }
  return {
    action: `lambda:${known.action}`,
    sendError: sendJsonError,
    serve: () => serveFunctionCall(context, known.action, known.name, request, response),
  };
}

function logsCall(
  context: ServiceContext,
  action: string,
  request: IncomingMessage,
  response: ServerResponse,
): Call {
  return {
    action: `logs:${action}`,
    sendError: sendJsonError,
    async serve() {
      const input = parseJsonObject(await readSmallBody(request));
      sendJson(response, 200, callLogs(context, action, input) ?? {});
    },
  };
}

/** Requests of IAM and STS are forms with the name of the action. */
async function queryCall(
  context: ServiceContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Call> {
  const input = new URLSearchParams((await readSmallBody(request)).toString('utf8'));
  const action = input.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    const identity =
      `<Arn>arn:aws:iam::${context.accountId}:user/tester</Arn><UserId>AIDAEXAMPLE</UserId>` +
      `<Account>${context.accountId}</Account>`;
    return {
      action: `sts:${action}`,
      sendError: sendXmlError,
      async serve() {
        sendXml(response, 'https://sts.amazonaws.com/doc/2011-06-15/', action, identity);
      },
    };
  }
  return {
    action: `iam:${action}`,
    sendError: sendXmlError,
    async serve() {
      sendXml(response, IAM_NAMESPACE, action, callIam(context, action, input));
    },
  };
}

function readSmallBody(request: IncomingMessage): Promise<Buffer> {
  const limitBytes = 1024 * 1024;
  return readBody(
    request,
    limitBytes,
    () => new AwsError(413, 'RequestEntityTooLarge', `More than ${limitBytes} bytes.`),
  );
}

/** Checks that a request is signed, but does not verify the signature. */
function checkSignature(request: IncomingMessage): void {
  if (request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=')) return;
  throw new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
}
