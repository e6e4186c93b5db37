// Lambda in memory: it takes invocations, or not, and passes the functions' answers on, or not.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html.

import type { Tier } from '../../src/protocol/frame.ts';
import { createDraws, type Draws } from './draws.ts';
import type { FaultKind, Faults } from './faults.ts';
import { type AnswerSink, createBufferedAnswer, createStreamedAnswer } from './function-answer.ts';
import { createEnvironments, type Ending, runInvocation } from './function-environments.ts';
import { CASCADE_FUNCTION, loadCascade, loadWorker } from './functions.ts';
import type { InvocationRecord } from './invocations.ts';
import { type HttpAnswer, type Serve, systemError, wholeBody } from './made-up-http.ts';
import type { MadeUpProcess } from './made-up-process.ts';
import { MEMORY_MB } from './memory.ts';
import type { Plan } from './plan.ts';
import { writeReport } from './report.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface MadeUpLambda {
  readonly serve: Serve;
  readonly invocations: readonly InvocationRecord[];
  /** The processes of all environments. */
  processes(): readonly MadeUpProcess[];
}

export interface LambdaSettings {
  readonly time: VirtualTime;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly s3: Serve;
  readonly note: (text: string) => void;
  /** Counts on: what happens has an order. */
}

/** How an invocation can fail for want of a connection. */
const UNREACHABLE = [
  'ENOTFOUND',
  'ECONNREFUSED',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'EAI_AGAIN',
] as const;

export function createLambda(settings: LambdaSettings): MadeUpLambda {
  const { time, plan, faults, note } = settings;
  const invocations: InvocationRecord[] = [];
  const load = (tier: Tier, process: MadeUpProcess) =>
    tier === 'cascade'
      ? loadCascade(process, serve, plan.leastWorkers)
      : loadWorker(process, settings.s3, (key) => (kind) => faults.strike(kind, `worker ${key}`));
  const environments = createEnvironments({ time, plan, load });
  let asked = 0;
  let running = 0;

  async function serve(
    { path, body }: Parameters<Serve>[0],
    caller: MadeUpProcess,
  ): Promise<HttpAnswer> {
    asked += 1;
    const requestId = `request-${asked}`;
    const tier: Tier = path.includes(CASCADE_FUNCTION) ? 'cascade' : 'worker';
    const isStreamed = path.includes('response-streaming-invocations');
    const event = JSON.parse(Buffer.from(body as string).toString());
    const keys = keysOf(event);
    const askedAtMs = time.now();
    const strike = (kind: FaultKind) => faults.strike(kind, `${tier} ${keys[0] ?? ''}`);
    const draws = createDraws(plan.seed, `invocation ${asked}`);
    note(`lambda ${caller.name} invokes ${tier} as ${requestId} for ${keys.join(' ')}`);
    await time.wait(draws.next() * plan.latencyMs);

    const reset = strike('lambda-resets');
    if (reset?.chance(0.5)) throw systemError(reset.pick(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']));
    const refusal = refuse(strike, isStreamed);
    if (refusal) return refusal;
    if (running >= plan.accountLimit) return throttle();

    const answer = (isStreamed ? createStreamedAnswer : createBufferedAnswer)({
      time,
      plan,
      caller,
      draws,
      strike,
      hear() {
        const writtenAtMs = time.now();
        return () => {
          record.heardUntilMs = writtenAtMs;
        };
      },
      onReported: () => {
        record.isReported = true;
      },
    });
    const environment = environments.enter(tier);
    const record: InvocationRecord = {
      requestId,
      tier,
      caller: caller.name,
      process: environment.process.name,
      keys,
      slice: event.slices?.[0],
      splits: [],
      timeLimitMs: event.timeLimitMs,
      askedAtMs,
      startedAtMs: time.now(),
      heardUntilMs: 0,
      endedAtMs: undefined,
      billedMs: undefined,
      durationMs: undefined,
      isReported: false,
    };
    invocations.push(record);
    running += 1;
    const over = async () => {
      const initMs = environment.isCold ? environment.initMs : undefined;
      if (initMs !== undefined) await time.wait(initMs);
      const limitMs = tier === 'cascade' ? plan.cascadeLimitMs : plan.workerLimitMs;
      const isOther = strike('function-of-other-version') !== undefined;
      const told = notingSplits(answer.sink, record.splits);
      const sink = isOther ? ofOtherVersion(told) : told;
      const how = { time, limitMs, strike, sink };
      const asked = isOther ? { ...event, protocol: OTHER_PROTOCOL } : event;
      const ending = await runInvocation(environment, { requestId, event: asked }, how);
      running -= 1;
      environments.leave(environment);
      finish(record, ending, initMs, answer.sink);
    };
    void over();
    // The function runs, but nobody hears of it.
    const isSilent = strike('lambda-silent') !== undefined;
    if (isSilent || reset) answer.body.destroy();
    if (isSilent) await new Promise(() => undefined);
    if (reset) {
      throw systemError('ECONNRESET', 'socket hang up');
    }
    return { status: 200, headers: await answer.headers, body: answer.body };
  }

  function finish(
    record: InvocationRecord,
    { error, durationMs, usedMb }: Ending,
    initMs: number | undefined,
    sink: AnswerSink,
  ): void {
    record.endedAtMs = time.now();
    record.durationMs = durationMs;
    record.billedMs = Math.ceil(durationMs + (initMs ?? 0));
    note(`lambda ${record.requestId} ends ${error?.type ?? 'well'} after ${record.billedMs}`);
    const { requestId, billedMs } = record;
    const figures = { requestId, durationMs, billedMs, initMs, memoryMb: MEMORY_MB, usedMb };
    sink.end({ error, log: writeReport(plan.logFormat, { ...figures, errorType: error?.type }) });
  }

  function refuse(
    strike: (kind: FaultKind) => Draws | undefined,
    isStreamed: boolean,
  ): HttpAnswer | undefined {
    const unreachable = strike('lambda-unreachable');
    if (unreachable) throw systemError(unreachable.pick(UNREACHABLE));
    if (strike('lambda-throttles')) return throttle();
    if (strike('lambda-conflicts')) return awsError(409, 'ResourceConflictException', 'changing');
    if (strike('lambda-missing')) return awsError(404, 'ResourceNotFoundException', 'not found');
    if (strike('lambda-refuses')) {
      return awsError(403, 'AccessDeniedException', 'not authorized to perform this');
    }
    const failure = strike('lambda-fails');
    if (failure?.chance(0.3)) return htmlError(failure.pick([502, 503, 504]));
    if (failure) return awsError(500, 'ServiceException', 'an internal error');
    if (isStreamed && !plan.canStream) return awsError(404, 'UnknownOperationException', 'unknown');
    return undefined;
  }

  return {
    serve,
    invocations,
    processes: () => environments.all.map(({ process }) => process),
  };
}

const OTHER_PROTOCOL = 999;

/** The output of a function of another version than the program. */
function ofOtherVersion(sink: AnswerSink): AnswerSink {
  return {
    ...sink,
    write: (text) => sink.write(text.replace(/"protocol":\d+/, `"protocol":${OTHER_PROTOCOL}`)),
  };
}

function notingSplits(sink: AnswerSink, splits: number[]): AnswerSink {
  return {
    ...sink,
    write(text) {
      if (text.startsWith('{"type":"split"')) splits.push(...JSON.parse(text).starts);
      sink.write(text);
    },
  };
}

function throttle(): HttpAnswer {
  return awsError(429, 'TooManyRequestsException', 'Rate Exceeded.');
}

function awsError(status: number, type: string, message: string): HttpAnswer {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  return { status, headers, body: wholeBody(JSON.stringify({ Message: message, message })) };
}

function htmlError(status: number): HttpAnswer {
  const body = '<html><body><h1>Bad Gateway</h1></body></html>';
  return { status, headers: { 'content-type': 'text/html' }, body: wholeBody(body) };
}

/** The keys that a cascade or a worker is asked for. */
function keysOf(event: { objects?: { key: string }[]; slices?: { key: string }[] }): string[] {
  return [...new Set([...(event.objects ?? []), ...(event.slices ?? [])].map(({ key }) => key))];
}
