// Invokers of functions against the Lambda service: frames as they come, the bill last, and the idle
// timeout.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createWorkerInvoker } from '../../src/aws/lambda-invoker.ts';
import { InvocationError } from '../../src/errors/invocation-error.ts';
import type { BilledFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../src/protocol/request.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { systemClock } from '../../src/scatter/clock.ts';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { startGate } from '../emulator/test-functions.ts';
import { setEnvironment } from '../support/environment.ts';
import { zipArchive } from '../support/zip-archive.ts';

type Heard = WorkerFrame | BilledFrame;

const never = new AbortController().signal;

let aws: Awaited<ReturnType<typeof startAws>>;
let restore: () => void;

beforeAll(async () => {
  aws = await startAws();
  restore = setEnvironment(aws.env);
  await aws.put('key', 'three words here\n');
});

afterAll(async () => {
  restore();
  await aws.close();
});

const request: WorkerRequest = {
  protocol: PROTOCOL_VERSION,
  source: { kind: 's3', bucket: BUCKET },
  words: 'wc',
  reportEveryMs: 1_000,
  inFlight: 1,
  slices: [{ key: 'key', sizeBytes: 17, start: 0, end: 17 }],
};

interface Answer {
  readonly frames: Heard[];
  readonly error: unknown;
}

/** A clock that passes all time at once when the function says nothing. */
function impatientClock(): { clock: Clock; passTime(): void } {
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
  const passTime = () => {
    for (const wake of [...waiting]) wake();
  };
  return { clock, passTime };
}

function open(functionName = 'wordcount-worker', clock: Clock = systemClock) {
  const invoker = createWorkerInvoker({ functionName, concurrency: 4, clock });
  onTestFinished(invoker.close);
  return invoker.invoke;
}

async function listen(frames: AsyncIterable<Heard>): Promise<Answer> {
  const heard: Heard[] = [];
  try {
    for await (const frame of frames) heard.push(frame);
    return { frames: heard, error: undefined };
  } catch (error) {
    return { frames: heard, error };
  }
}

test('frames come one by one, and the bill comes last', async () => {
  const { frames, error } = await listen(open()(request, never));
  expect(error).toBeUndefined();
  const said = frames.filter(({ type }) => type !== 'heartbeat').map(({ type }) => type);
  expect(said).toEqual(['hello', 'count', 'end', 'billed']);
  expect(frames.find(({ type }) => type === 'count')).toMatchObject({ count: { words: 3 } });
  const report = aws.service.records.reports.at(-1);
  expect(frames.at(-1)).toMatchObject({
    requestId: report?.requestId,
    billedMs: report?.billedMs,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
  });
});

test('a silent function is abandoned, and its cost is unknown', async () => {
  const { clock, passTime } = impatientClock();
  onTestFinished(aws.service.faults.inject({ fault: { kind: 'hang', afterBytes: 150 }, times: 1 }));
  const heard: Heard[] = [];
  const frames = open('wordcount-worker', clock)(request, never);
  const listening = (async () => {
    for await (const frame of frames) {
      heard.push(frame);
      // The rest of this answer never comes.
      if (frame.type === 'hello') setImmediate(passTime);
    }
  })();
  const error = await listening.catch((cause) => cause);
  expect(error).toBeInstanceOf(InvocationError);
  expect(error).toMatchObject({ code: 'answer-silent', retryable: true });
  expect(heard.map(({ type }) => type)).toEqual(['hello', 'billed']);
  expect(heard.at(-1)).not.toHaveProperty('billedMs');
});

test('an aborted invocation yields nothing more', async () => {
  for await (const frame of open()(request, never)) {
    if (frame.type === 'hello') break;
  }
  const abort = new AbortController();
  const { frames, error } = await listen(
    (async function* () {
      for await (const frame of open()(request, abort.signal)) {
        yield frame;
        if (frame.type === 'hello') abort.abort();
      }
    })(),
  );
  expect(error).toBeUndefined();
  expect(frames.at(-1)?.type).toBe('billed');
  await aws.service.idle();
});

test('a timeout and an exit of the function are distinguished', async () => {
  const gate = await startGate();
  onTestFinished(gate.close);
  const code = (act: string) =>
    zipArchive({
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.write(JSON.stringify({
          type: 'hello', protocol: ${PROTOCOL_VERSION}, version: '0', requestId: '1',
        }) + '\\n');
        await fetch('${gate.url}');
        ${act}
      });`,
    });
  await aws.deployArchive('slow', code(''));
  const fault = { kind: 'time-up', afterText: 'hello' } as const;
  onTestFinished(aws.service.faults.inject({ functionName: 'slow', fault }));
  await aws.deployArchive('exits', code('process.exit(3)'));
  for (const [name, reason] of [
    ['slow', 'function-timeout'],
    ['exits', 'function-exited'],
  ] as const) {
    const answer = open(name)(request, never);
    const { frames, error } = await listen(
      (async function* () {
        for await (const frame of answer) {
          yield frame;
          // The function that exits does so once its first frame is here.
          if (name === 'exits' && frame.type === 'hello') gate.open();
        }
      })(),
    );
    expect(error).toMatchObject({ code: reason, retryable: true });
    expect(frames.map(({ type }) => type)).toEqual(['hello', 'billed']);
    expect(frames.at(-1)).toMatchObject({ billedMs: expect.any(Number) });
  }
});

test('a line that is not a frame breaks the answer', async () => {
  const archive = zipArchive({
    'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.end('{"type":"surprise"}\\n');
    });`,
  });
  await aws.deployArchive('odd', archive);
  const { error } = await listen(open('odd')(request, never));
  expect(error).toMatchObject({ code: 'answer-broken' });
});
