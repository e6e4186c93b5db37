// The log of a run. Whatever a viewer has seen, the next chunks lead to the same totals.

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import { EventLog } from '../../../src/serve/event-log.ts';
import { reduceMessages } from '../../support/reduce-messages.ts';
import { STARTED } from '../../support/sample-totals.ts';

const ENDED: RunEvent = { type: 'run-ended', status: 'complete', elapsedMs: 7 };

/** Keys with what ends a field, a message or a character in the wrong place. */
const objectEvent = fc
  .record({
    key: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('a\n\ndata: b\r\u2028'), fc.string()),
    words: fc.nat(1000),
    sizeBytes: fc.nat(1000),
  })
  .map((about): RunEvent => {
    return { type: 'object', bytes: 1, lines: 1, ms: 1, status: 'counted', ...about };
  });

const otherEvent = fc.constantFrom<RunEvent>(
  { type: 'listed', objects: 3, sizeBytes: 9, complete: false },
  { type: 'reading', bytes: 5 },
  { type: 'warning', code: 'throttled', message: 'slower', keys: 2 },
  { type: 'invocation', tier: 'worker', durationMs: 4 },
);

function parse(bytes: Buffer): EventSourceMessage[] {
  const messages: EventSourceMessage[] = [];
  createParser({ onEvent: (message) => messages.push(message) }).feed(bytes.toString());
  return messages;
}

/** All that comes after `seen`, as messages. */
function readAll(log: EventLog, seen: number, maxBehindBytes: number) {
  const messages = [];
  let position = seen;
  for (let chunk = log.next(position, maxBehindBytes); chunk; ) {
    messages.push(...parse(chunk.bytes));
    position = chunk.upTo;
    chunk = log.next(position, maxBehindBytes);
  }
  return messages.map(({ id, event = '', data }) => ({ id, event, data: JSON.parse(data) }));
}

/** As JSON has them: without members that are undefined. */
const asJson = (totals: Totals) => JSON.parse(JSON.stringify(totals));

test('a viewer at any position gets to the totals of the run, whatever was dropped', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(objectEvent, otherEvent), { maxLength: 60 }),
      fc.nat(8),
      fc.constantFrom(1, 5_000, 50_000, Infinity),
      fc.constantFrom(0, 500, Infinity),
      (events, sealEvery, maxBytes, maxBehindBytes) => {
        const all: RunEvent[] = [STARTED, ...events, ENDED];
        const log = new EventLog({ runId: '0123456789ab', maxBytes });
        for (const [index, event] of all.entries()) {
          log.append(event);
          if (sealEvery > 0 && index % sealEvery === 0) log.seal();
        }
        log.seal();
        const expected = all.reduce(addEvent, NO_TOTALS);
        expect(log.totals).toEqual(expected);
        for (let seen = 0; seen < all.length; seen += 1) {
          const known = all.slice(0, seen).map((event) => ({ event: event.type, data: event }));
          const messages = readAll(log, seen, maxBehindBytes);
          expect(asJson(reduceMessages([...known, ...messages]))).toEqual(asJson(expected));
          expect(messages.at(-1)).toEqual({
            id: `0123456789ab.${all.length}.end`,
            event: 'run-ended',
            data: ENDED,
          });
          if (maxBytes === Infinity && maxBehindBytes === Infinity) {
            expect(messages.map(({ data }) => data)).toEqual(asJson(all.slice(seen) as never));
          }
        }
        expect(log.next(all.length, maxBehindBytes)).toBeUndefined();
      },
    ),
    { numRuns: 200 },
  );
});

test('it stays within its limit and keeps the newest events', () => {
  const maxBytes = 100_000;
  const log = new EventLog({ runId: '0123456789ab', maxBytes });
  for (let n = 0; n < 5_000; n += 1) {
    log.append({ type: 'reading', bytes: n });
    if (n % 3 === 0) log.seal();
    expect(log.bytes).toBeLessThanOrEqual(maxBytes);
  }
  log.seal();
  const [snapshot, ...kept] = readAll(log, 0, Infinity);
  expect(snapshot?.event).toBe('snapshot');
  expect(kept.at(-1)?.data).toEqual({ type: 'reading', bytes: 4_999 });
  expect(kept.length).toBeGreaterThan(100);
  expect(snapshot?.data.reading.bytes).toBe(4_999 - kept.length);
});
