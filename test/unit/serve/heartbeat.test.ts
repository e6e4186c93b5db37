// A quiet run: comments keep the connection alive, and readers ignore them.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/scatter/clock.ts';
import { createFairQueue } from '../../../src/serve/fair-queue.ts';
import { startSharedRun } from '../../../src/serve/shared-run.ts';
import { watchStream } from '../../support/serving.ts';

test('heartbeats are sent while nothing happens', async () => {
  const run = startSharedRun({
    id: '0123456789ab',
    query: { prefix: '', noAgg: false },
    async *begin(_, signal) {
      await once(signal, 'abort');
      yield { type: 'run-ended', status: 'interrupted', elapsedMs: 1 };
    },
    clock: systemClock,
    today: () => new Date(0),
    graceMs: 60_000,
    heartbeatMs: 5,
    queue: createFairQueue(systemClock),
    onError: () => {},
  });
  const server = createServer((_, response) =>
    run.join(response, { seen: 0, wantsObjects: false }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const stream = await watchStream((server.address() as AddressInfo).port, '/');
  while (stream.comments.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(stream.messages.map(({ event }) => event)).toEqual(['joined']);
  run.stop();
  await stream.ended;
  expect(stream.messages.at(-1)?.event).toBe('run-ended');
});
