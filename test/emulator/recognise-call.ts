// Which call of which of the services' APIs a request is, and what it asks for.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';
import { serveFunctionCall } from './function-api.ts';
import { functionAction } from './function-routes.ts';
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
import { describeNetworkInterfaces } from './network-interfaces.ts';
import type { ServiceContext } from './service-context.ts';

/** The version of EC2's API, which is in each of its requests. */
const EC2_VERSION = '2016-11-15';

/** The facts of a request of Lambda's control plane. */
const BODY_LIMIT_BYTES = 70_167_211;

export interface Call {
  /** For example `iam:CreateRole`. */
  readonly action: string;
  /** The request, without archives and the payload of an invocation. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly sendError: (response: ServerResponse, error: AwsError) => void;
  serve(): Promise<void>;
}

/** @throws {AwsError} for a request that is none of the known ones, or cannot be read. */
export async function recogniseCall(
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
      input: { FunctionName: functionName },
      sendError: sendJsonError,
      serve: () => serveInvocation(context, api, functionName, request, response),
    };
  }
  const known = functionAction(request.method ?? 'GET', path);
  if (known === undefined) {
    throw new AwsError(404, 'UnknownOperationException', `${request.method} ${path}`);
  }
  const { action, name: functionName } = known;
  const body = await readBody(request, BODY_LIMIT_BYTES, () => tooLarge(action));
  const input = parseJsonObject(body);
  const { Code: _, ZipFile: __, ...told } = input;
  return {
    action: `lambda:${action}`,
    input: action === 'CreateFunction' ? told : { FunctionName: functionName, ...told },
    sendError: sendJsonError,
    serve: () => serveFunctionCall(context, action, functionName, input, request, response),
  };
}

async function logsCall(
  context: ServiceContext,
  action: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Call> {
  const input = parseJsonObject(await readSmallBody(request));
  return {
    action: `logs:${action}`,
    input,
    sendError: sendJsonError,
    async serve() {
      sendJson(response, 200, callLogs(context, action, input) ?? {});
    },
  };
}

/** IAM and STS send a form with the name of the action. */
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
      input: {},
      sendError: sendXmlError,
      async serve() {
        sendXml(response, 'https://sts.amazonaws.com/doc/2011-06-15/', action, identity);
      },
    };
  }
  if (input.get('Version') === EC2_VERSION) {
    return {
      action: `ec2:${action}`,
      input: Object.fromEntries(input),
      sendError: sendXmlError,
      async serve() {
        if (action !== 'DescribeNetworkInterfaces') {
          throw new AwsError(400, 'InvalidAction', action);
        }
        const set = describeNetworkInterfaces(context, input);
        sendXml(response, 'http://ec2.amazonaws.com/doc/2016-11-15/', action, set);
      },
    };
  }
  return {
    action: `iam:${action}`,
    input: Object.fromEntries(input),
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

function tooLarge(action: string): AwsError {
  return new AwsError(
    413,
    'RequestEntityTooLargeException',
    `Request must be smaller than ${BODY_LIMIT_BYTES} bytes for the ${action} operation`,
  );
}
