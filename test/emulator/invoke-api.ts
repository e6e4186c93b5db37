// Lambda's data plane: Invoke and InvokeWithResponseStream.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnswerSink, createBufferedSink, createStreamSink } from './answer-sinks.ts';
import { AwsError } from './aws-error.ts';
import { type Place, tooManyRequests } from './environment-pool.ts';
import type { EnvironmentOutcome } from './execution-environment.ts';
import type { Fault } from './faults.ts';
import { findFunction } from './function-api.ts';
import type { FunctionState } from './function-state.ts';
import { readBody, sendJson } from './http-message.ts';
import { isReportLogged, logTail, makeReport, writeLog } from './invocation-log.ts';
import { ensureLogGroup } from './logs-api.ts';
import type { InvocationRecord } from './records.ts';
import type { ServiceContext } from './service-context.ts';

/** The maximum size of a request in bytes. */
const REQUEST_LIMIT_BYTES = 6_291_456;

type Api = InvocationRecord['api'];

export async function serveInvocation(
  context: ServiceContext,
  api: Api,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const payload = await readBody(request, REQUEST_LIMIT_BYTES, requestTooLarge);
  const fn = findFunction(context, name);
  const event = parseEvent(payload);
  if (request.headers['x-amz-invocation-type'] === 'DryRun') {
    response.writeHead(204).end();
    return;
  }
  const ordinal = (context.ordinals.get(fn.name) ?? 0) + 1;
  context.ordinals.set(fn.name, ordinal);
  const record: InvocationRecord = {
    functionName: fn.name,
    requestId: randomUUID(),
    api,
    ordinal,
    event,
    status: 'running',
  };
  context.records.invocations.push(record);
  context.records.changed();
  const fault = context.faults.faultFor(record);
  if (fault !== undefined) record.fault = fault.kind;
  try {
    await letIn(context, fn, record, fault, request, response, payload);
  } catch (error) {
    if (record.status === 'running') record.status = 'refused';
    throw error;
  } finally {
    context.records.changed();
  }
}

async function letIn(
  context: ServiceContext,
  fn: FunctionState,
  record: InvocationRecord,
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  payload: Buffer,
): Promise<void> {
  if (fault !== undefined) refuse(fault);
  if (fault?.kind === 'hang' && fault.afterBytes === undefined) {
    record.status = 'refused';
    return;
  }
  if (fn.state === 'Pending') {
    throw new AwsError(
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. ' +
        'The function is currently in the following state: Pending',
    );
  }
  const place = context.pool.enter(fn);
  const createSink = record.api === 'Invoke' ? createBufferedSink : createStreamSink;
  const sink = createSink(response, record.requestId, fault);
  const wantsTail = request.headers['x-amz-log-type'] === 'Tail' && fault?.kind !== 'no-report';
  const isEvent = request.headers['x-amz-invocation-type'] === 'Event';
  if (isEvent) sendJson(response, 202, undefined);

  // Copy the state, because the function may be updated or deleted before this ends.
  const asInvoked = { ...fn };
  let outcome: EnvironmentOutcome;
  try {
    ensureLogGroup(context, asInvoked.logging.group);
    outcome = await run(place, asInvoked, record, fault, sink, traceOf(request), payload);
  } finally {
    place.release();
  }
  const report = makeReport(asInvoked, record.requestId, outcome);
  const tail = logTail(writeLog(asInvoked, report, outcome));
  record.report = report;
  record.status = report.status;
  record.cold = report.initMs !== undefined;
  context.records.reports.push(report);
  if (isEvent) return;
  const sent = sink.end({ error: outcome.error, logTail: wantsTail ? tail : undefined });
  report.delivered = sent && wantsTail && isReportLogged(asInvoked, report);
}

/** @throws {AwsError} for the faults that reject an invocation. */
function refuse(fault: Fault): void {
  if (fault.kind === 'throttle') {
    const reason = fault.reason ?? 'ConcurrentInvocationLimitExceeded';
    throw tooManyRequests(reason, fault.retryAfterSeconds);
  }
  if (fault.kind === 'service-error') {
    throw new AwsError(500, 'ServiceException', 'The service encountered an internal error.');
  }
  if (fault.kind !== 'no-streaming') return;
  switch (fault.as) {
    case 'unknown-operation':
      throw new AwsError(404, 'UnknownOperationException', 'Unknown operation.');
    case 'not-found':
      throw new AwsError(404, 'PathNotFoundLocally', 'PathNotFoundException');
    case 'not-implemented':
      throw new AwsError(501, 'InternalFailure', 'This API is not yet implemented.');
  }
}

async function run(
  place: Place,
  fn: FunctionState,
  record: InvocationRecord,
  fault: Fault | undefined,
  sink: AnswerSink,
  traceId: string,
  payload: Buffer,
): Promise<EnvironmentOutcome> {
  if (fault?.kind === 'function-error') {
    const errorType = fault.errorType ?? 'Error';
    const body = JSON.stringify({
      errorType,
      errorMessage: fault.message ?? 'On demand',
      trace: [],
    });
    return {
      status: 'failed',
      error: { type: errorType, body },
      durationMs: 1,
      memoryUsedMb: 64,
      output: '',
    };
  }
  const endsIt = fault?.kind === 'crash' || fault?.kind === 'time-up';
  const endAt = endsIt && 'afterBytes' in fault ? fault.afterBytes : Infinity;
  const endText = endsIt && 'afterText' in fault ? fault.afterText : undefined;
  let end = () => {};
  let bytes = 0;
  const request = {
    requestId: record.requestId,
    functionArn: fn.arn,
    traceId,
    payload: payload.length === 0 ? Buffer.from('{}') : payload,
    timeoutMs: fn.timeoutSeconds * 1000,
    async onChunk(chunk: Buffer) {
      const passed = chunk.subarray(0, Math.max(0, endAt - bytes));
      bytes += passed.length;
      if (passed.length > 0) await sink.write(passed);
      if (bytes >= endAt || (endText && passed.includes(endText))) end();
    },
  };
  return place.run(request, (environment) => {
    record.environmentId = environment.id;
    end = () => (fault?.kind === 'time-up' ? environment.expire() : environment.crash());
    if (endAt === 0) end();
  });
}

function parseEvent(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (error) {
    throw new AwsError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

/** Continues the caller's trace, as the detection of recursive calls requires. */
function traceOf(request: IncomingMessage): string {
  const given = request.headers['x-amzn-trace-id'];
  if (typeof given === 'string') return given;
  const hex = randomUUID().replaceAll('-', '');
  return `Root=1-${hex.slice(0, 8)}-${hex.slice(8)};Parent=${hex.slice(0, 16)};Sampled=0`;
}

function requestTooLarge(): AwsError {
  return new AwsError(
    413,
    'RequestTooLargeException',
    `Request must be smaller than ${REQUEST_LIMIT_BYTES} bytes for the InvokeFunction operation`,
  );
}
