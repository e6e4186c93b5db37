// A run that was stopped and has not ended yet: those who watch and those who come late are told.

import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createParser } from 'eventsource-parser';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/scatter/clock.ts';
import { createFairQueue } from '../../../src/serve/fair-queue.ts';
import { type SharedRun, startSharedRun } from '../../../src/serve/shared-run.ts';

interface Heard {
  readonly event: string;
  readonly data: { readonly isStopping?: boolean };
}

/** A run that ends when it is let, and no sooner. */
function startRun(): { run: SharedRun; end: () => void } {
  let end = () => {};
  const ending = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = startSharedRun({
    id: '0123456789ab',
    query: { prefix: '', noAgg: false },
    async *begin() {
      yield { type: 'warning', code: 'unstreamed', message: 'a warning', keys: 0 };
      await ending;
      yield { type: 'run-ended', status: 'interrupted', elapsedMs: 1 };
      // It closes what is open after its last event.
      await new Promise(setImmediate);
      run.stop();
    },
    clock: systemClock,
    today: () => new Date(0),
    ...{ graceMs: 60_000, heartbeatMs: 60_000 },
    queue: createFairQueue(systemClock),
    onError(error) {
      throw error;
    },
  });
  return { run, end };
}

/** Joins the run; `until` resolves once it was told of this event. */
async function watch(run: SharedRun) {
  const server = createServer((_, response) =>
    run.join(response, { seen: 0, wantsObjects: false }),
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(get({ port, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
  const heard: Heard[] = [];
  const parser = createParser({
    onEvent: ({ event = '', data }) => heard.push({ event, data: JSON.parse(data) }),
  });
  answer.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  const until = async (wanted: string) => {
    while (!heard.some(({ event }) => event === wanted)) await once(answer, 'data');
    return heard;
  };
  return { heard, until, ended: once(answer, 'end') };
}

test('those who watch are told once, and those who come late at once', async () => {
  const { run, end } = startRun();
  const early = await watch(run);
  await early.until('warning');
  expect(early.heard[0]?.data.isStopping).toBe(false);
  run.stop();
  run.stop();
  await early.until('run-stopping');
  expect(run.summary().state).toBe('stopping');
  const late = await watch(run);
  await late.until('joined');
  expect(late.heard[0]?.data.isStopping).toBe(true);

  end();
  await run.ended;
  await Promise.all([early.ended, late.ended]);
  for (const { heard } of [early, late]) {
    expect(heard.map(({ event }) => event)).toEqual([
      'joined',
      'warning',
      'run-stopping',
      'run-ended',
    ]);
  }
});

test('nothing comes after the end', async () => {
  const { run, end } = startRun();
  const viewer = await watch(run);
  await viewer.until('warning');
  end();
  await run.ended;
  run.stop();
  await viewer.ended;
  expect(viewer.heard.map(({ event }) => event)).toEqual(['joined', 'warning', 'run-ended']);
  expect(run.summary().state).toBe('interrupted');
});
