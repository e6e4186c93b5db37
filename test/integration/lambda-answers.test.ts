// Slow answers of Lambda, from a server that holds them back.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkerInvoker } from '../../src/aws/lambda-invoker.ts';
import { encodeLine } from '../../src/protocol/ndjson.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/request.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { collect } from '../support/collect.ts';
import { setEnvironment } from '../support/environment.ts';
import { END, HELLO } from '../support/frames.ts';

const never = new AbortController().signal;

/** A clock whose time does not pass, and the limits that run on it. */
function standingClock(): { clock: Clock; limits: Set<number> } {
  const limits = new Set<number>();
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        limits.add(ms);
        signal.addEventListener('abort', () => {
          limits.delete(ms);
          resolve();
        });
      }),
  };
  return { clock, limits };
}

test('the first answer that proves to be buffered may take as long as an invocation', async () => {
  const { clock, limits } = standingClock();
  const limitsAtWork: [string, number[]][] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const isStreamed = request.url?.includes('response-streaming') === true;
      limitsAtWork.push([isStreamed ? 'stream' : 'buffered', [...limits]]);
      if (isStreamed) {
        response.writeHead(404, { 'x-amzn-errortype': 'UnknownOperationException' });
        response.end('{}');
      } else response.end(encodeLine(HELLO) + encodeLine(END));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const restore = setEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
  });
  const { invoke, close } = createWorkerInvoker({
    functionName: 'worker',
    concurrency: 1,
    idleTimeoutMs: 1_000,
    clock,
  });
  onTestFinished(() => {
    close();
    restore();
    server.close();
    server.closeAllConnections();
  });
  const source = { kind: 's3', bucket: 'b' } as const;
  const about = { protocol: PROTOCOL_VERSION, words: 'wc', reportEveryMs: 1_000 } as const;
  const frames = await collect(invoke({ ...about, source, inFlight: 1, slices: [] }, never));
  expect(frames.map(({ type }) => type)).toEqual(['hello', 'end', 'billed']);
  expect(limitsAtWork).toEqual([
    ['stream', [1_000]],
    ['buffered', [910_000]],
  ]);
});
