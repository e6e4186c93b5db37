// A viewer that does not read. The bytes that wait for it are bounded, however many events there are, and
// at the end it has the same totals as everyone else.

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { systemClock } from '../../../src/scatter/clock.ts';
import { EventLog } from '../../../src/serve/event-log.ts';
import { createFairQueue } from '../../../src/serve/fair-queue.ts';
import { startSharedRun } from '../../../src/serve/shared-run.ts';
import { createViewer, type Viewer } from '../../../src/serve/viewer.ts';
import { reduceMessages } from '../../support/reduce-messages.ts';
import type { Message } from '../../support/serving.ts';

const COUNTED = { sizeBytes: 3, bytes: 2, lines: 1, words: 5 };

function eventOf(n: number, perObject: boolean): RunEvent {
  const key = `a/key/of/some/length/${n}`;
  if (perObject) return { type: 'object', key, ms: 1, status: 'counted', ...COUNTED };
  return { type: 'sum', objects: 1, slowest: [{ key, sizeBytes: 3, ms: 1 }], ...COUNTED };
}

/** A client that asks and then reads nothing; `act` is given the answer. */
async function openUnread(act: (response: ServerResponse) => void): Promise<Socket> {
  const server = createServer((_, response) => act(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.pause().write('GET / HTTP/1.0\r\n\r\n');
  return socket;
}

async function readMessages(socket: Socket) {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  const messages: Pick<Message, 'event' | 'data'>[] = [];
  createParser({
    onEvent: ({ event = '', data }) => messages.push({ event, data: JSON.parse(data) }),
  }).feed(text.slice(text.indexOf('\r\n\r\n') + 4));
  return messages;
}

test.each([
  ['sums', false],
  ['objects', true],
])('the bytes that wait for a viewer that does not read are bounded: %s', async (_, perObject) => {
  const log = new EventLog({ runId: '0123456789ab', maxBytes: 2 ** 20 });
  let response: ServerResponse | undefined;
  let viewer: Viewer | undefined;
  const socket = await openUnread((answer) => {
    response = answer;
    viewer = createViewer(answer, log, createFairQueue(systemClock), {
      seen: 0,
      wantsObjects: perObject,
    });
  });
  while (!viewer) await new Promise(setImmediate);

  let events = 0;
  const tell = async (count: number) => {
    for (const end = events + count; events < end; events += 1) {
      log.append(eventOf(events, perObject));
    }
    log.seal();
    viewer?.pump();
    await new Promise(setImmediate);
  };
  // The system itself holds some megabytes back for a connection.
  while (response?.writableLength === 0) await tell(100);
  for (let n = 0; n < 200; n += 1) await tell(500);
  expect(response?.writableLength).toBeLessThan(128 * 1024);
  expect(log.bytes).toBeLessThanOrEqual(2 ** 20);

  log.append({ type: 'run-ended', status: 'complete', elapsedMs: 1 });
  log.seal();
  viewer.pump();
  const messages = await readMessages(socket);
  expect(reduceMessages(messages)).toMatchObject({
    status: 'complete',
    objects: { counted: events },
    tally: { words: 5 * events },
  });
  expect(messages.at(-1)?.event).toBe('run-ended');
  const afterSnapshot = messages.slice(messages.findIndex(({ event }) => event === 'snapshot'));
  // Events about objects are sent as far as they are kept; sums are merged into as few messages as possible.
  if (perObject) expect(afterSnapshot.length).toBeGreaterThan(2_000);
  else expect(afterSnapshot.length).toBeLessThan(1_000);
});

test.each([
  ['goes on', Infinity],
  ['has ended', 100_000],
])(
  'one who takes nothing for several heartbeats is let go, where the run %s',
  async (_, events) => {
    let hasViewer = false;
    const run = startSharedRun({
      id: '0123456789ab',
      query: { prefix: '', noAgg: true },
      async *begin(_query, signal) {
        while (!hasViewer) await new Promise(setImmediate);
        for (let n = 0; n < events && !signal.aborted; n += 1) {
          yield eventOf(n, true);
          if (n % 1_000 === 0) await new Promise(setImmediate);
        }
        yield { type: 'run-ended', status: 'complete', elapsedMs: 1 };
      },
      clock: systemClock,
      today: () => new Date(0),
      graceMs: 60_000,
      heartbeatMs: 20,
      queue: createFairQueue(systemClock),
      onError: () => {},
    });
    await openUnread((response) => {
      run.join(response, { seen: 0, wantsObjects: true });
      hasViewer = true;
    });
    while (!hasViewer) await new Promise(setImmediate);
    while (run.summary().viewers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    run.stop();
    await run.ended;
  },
);
