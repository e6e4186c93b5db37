// How far a run is with what is not finished: in sum over its batches, at a bounded rate, and nothing twice.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import { READING_OBJECTS, type Reading, type RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { BatchLedger } from '../../../src/run/ledger.ts';
import { createReadingReport } from '../../../src/run/reading-report.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { END, HELLO, objectFrame } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
} from '../../support/running.ts';

const IDLE = { workers: 0, computeMs: 0 };

function createReport(runningWorkers?: () => typeof IDLE) {
  const clock = createVirtualClock();
  const told: { readonly atMs: number; readonly event: Reading }[] = [];
  const emit = async (event: RunEvent) => {
    if (event.type === 'reading') told.push({ atMs: clock.now(), event });
  };
  const report = createReadingReport({ emit, clock, runningWorkers });
  const begin = (objects: readonly ListedObject[], running = () => IDLE) =>
    report.begin(new BatchLedger(objects), objects, running);
  /** Lets what waits be told. */
  const last = async () => {
    const stop = new AbortController();
    await clock.sleep(1_000, stop.signal);
    return told.at(-1)?.event;
  };
  return { clock, told, report, begin, last };
}

const heartbeat = (readingBytes: number, words = 0) =>
  ({ type: 'heartbeat', readingBytes, decodedBytes: 2 * readingBytes, lines: 1, words }) as const;

const objects = (prefix: string, ...sizes: number[]) =>
  sizes.map((sizeBytes, index) => ({ key: `${prefix}${index}`, sizeBytes }));

describe('what is being read', () => {
  it('is the sum over batches', async () => {
    const { begin, last } = createReport();
    const [a, b] = [begin(objects('a', 100)), begin(objects('b', 1_000))];
    a.heard(heartbeat(50, 5));
    b.heard(heartbeat(300, 7));
    expect(await last()).toMatchObject({ bytes: 350, decodedBytes: 700, lines: 2, words: 12 });
    b.end();
    expect(await last()).toMatchObject({ bytes: 50, words: 5 });
  });

  it('is no more than what is open of a batch, whatever is said', async () => {
    const { begin, last } = createReport();
    begin(objects('a', 100)).heard(heartbeat(500));
    expect(await last()).toMatchObject({ bytes: 100 });
  });

  it('is less by what was settled since', async () => {
    const { begin, last } = createReport();
    const batch = begin(objects('a', 100, 100));
    batch.heard(heartbeat(120, 40));
    const about = { key: 'a0', sizeBytes: 100, bytes: 150, lines: 9, words: 30 };
    batch.settled({ type: 'object', ...about, ms: 1, status: 'counted' });
    expect(await last()).toMatchObject({ bytes: 20, decodedBytes: 90, lines: 0, words: 10 });
  });

  it('names a few open objects, those with most left first', async () => {
    const { begin, last } = createReport();
    const asked = objects('a', 100, 900, 300, 50, 500, 700);
    const reading: [number, number][] = asked.map((_, index) => [index, 10]);
    begin(asked).heard({ ...heartbeat(60), reading: [...reading, [99, 1]] });
    const named = (await last())?.objects ?? [];
    expect(named).toHaveLength(READING_OBJECTS);
    expect(named.map(({ key }) => key)).toEqual(['a1', 'a5', 'a4', 'a2']);
    expect(named[0]).toEqual({ key: 'a1', sizeBytes: 900, readBytes: 10 });
  });

  it('is told ten times a second at most, the last state too', async () => {
    const { begin, last, told, clock } = createReport();
    const batch = begin(objects('a', 1e6));
    for (let n = 1; n <= 500; n += 1) {
      batch.heard(heartbeat(n));
      await clock.sleep(7, new AbortController().signal);
    }
    expect(await last()).toMatchObject({ bytes: 500 });
    for (const [index, { atMs }] of told.entries()) {
      expect(atMs - (told[index - 1]?.atMs ?? -100)).toBeGreaterThanOrEqual(100);
    }
  });

  it('tells of the workers that run, or of the threads in use where they wait for these', async () => {
    const lambda = createReport();
    lambda.begin(objects('a', 1), () => ({ workers: 2, computeMs: 30.4 })).changed();
    lambda.begin(objects('b', 1), () => ({ workers: 3, computeMs: 5 })).changed();
    expect(await lambda.last()).toMatchObject({ workers: 5, computeMs: 35 });
    const local = createReport(() => ({ workers: 2, computeMs: 9 }));
    local.begin(objects('a', 1), () => ({ workers: 4, computeMs: 70 })).changed();
    expect(await local.last()).toMatchObject({ workers: 2, computeMs: 9 });
  });

  it('says nothing more once it is closed', async () => {
    const { begin, report, told, last } = createReport();
    const batch = begin(objects('a', 10));
    batch.heard(heartbeat(1));
    batch.heard(heartbeat(2));
    report.close();
    batch.heard(heartbeat(3));
    expect(await last()).toMatchObject({ bytes: 1 });
    expect(told).toHaveLength(1);
  });
});

describe('waiting because of throttling', () => {
  const THROTTLED = new InvocationError('throttled', 'm', {
    retryable: true,
    patience: 'throttling',
  });

  async function waitsOf(cascade: Parameters<typeof cascadeByNumber>[0]) {
    const { events } = await finishRun(startRun(listObjects(4), cascadeByNumber(cascade)));
    return events.flatMap((event) => (event.type === 'reading' ? [event.waiting] : []));
  }

  it('is told while a cascade waits, and no longer', async () => {
    const waits = await waitsOf(async function* (request, number) {
      if (number < 4) throw THROTTLED;
      yield HELLO;
      await new Promise(setImmediate);
      yield* soundCascade(request);
    });
    expect(waits).toContain('throttled');
    expect(waits.at(-1)).toBeUndefined();
  });

  it('is told while workers wait', async () => {
    const waits = await waitsOf(async function* (request) {
      yield { type: 'heartbeat', readingBytes: 0, waiting: 'throttled' };
      yield* soundCascade(request);
    });
    expect(waits[0]).toBe('throttled');
  });
});

it('what is shown never decreases while attempts are lost, and ends as the totals', async () => {
  const LOST = new InvocationError('answer-broken', 'm', { retryable: true });
  const cascade = cascadeByNumber(async function* (request, number) {
    const sizeBytes = request.objects[0]?.sizeBytes ?? 0;
    yield { type: 'heartbeat', readingBytes: 3, decodedBytes: 30, lines: 6, words: 3 };
    if (number % 2 === 0) throw LOST;
    yield objectFrame(0, sizeBytes);
    yield { type: 'heartbeat', readingBytes: 1, decodedBytes: 10, lines: 2, words: 1 };
    for (let index = 1; index < request.objects.length; index += 1) {
      yield objectFrame(index, request.objects[index]?.sizeBytes ?? 0);
    }
    yield END;
  });
  let totals: Totals = NO_TOTALS;
  for await (const event of startRun(listObjects(10), cascade)) {
    const before = totals.live;
    totals = addEvent(totals, event);
    expect(totals.live.words).toBeGreaterThanOrEqual(before.words);
    expect(totals.live.readBytes).toBeGreaterThanOrEqual(before.readBytes);
    expect(totals.live.words).toBeLessThanOrEqual(55);
    expect(totals.live.readBytes).toBeLessThanOrEqual(totals.listed.sizeBytes);
  }
  expect(totals.live).toEqual({ ...totals.tally, readBytes: 55 });
  expect(totals.live.words).toBe(55);
});
