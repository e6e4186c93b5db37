import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createRunRecorder } from '../../../src/events/run-record.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';
import { STARTED } from '../../support/sample-totals.ts';

function object(
  key: string,
  status: 'counted' | 'partial' | 'failed' | 'skipped',
  reason?: string,
): RunEvent {
  const figures = { sizeBytes: 1, bytes: 1, lines: 1, words: 1, ms: 1 };
  return { type: 'object', key, status, ...figures, ...(reason !== undefined && { reason }) };
}

function invocation(startedMs: number, endedMs: number, more: Partial<RunEvent> = {}): RunEvent {
  return { type: 'invocation', tier: 'worker', startedMs, endedMs, ...more } as RunEvent;
}

function recordOf(events: Iterable<RunEvent>) {
  const recorder = createRunRecorder();
  let totals = NO_TOTALS;
  for (const event of events) {
    totals = addEvent(totals, event);
    recorder.add(event, totals, 0);
  }
  return recorder.record();
}

test('what there is to tell is grouped by reason, the worst first', () => {
  const { problems } = recordOf([
    object('whole', 'counted'),
    object('remarked', 'counted', 'not-as-named'),
    object('later', 'skipped', 'interrupted'),
    object('cut', 'partial', 'truncated'),
    object('cut too', 'partial', 'truncated'),
    object('gone', 'failed', 'vanished'),
  ]);
  expect(problems.map(({ level, code, count, keys }) => [level, code, count, keys])).toEqual([
    ['failed', 'vanished', 1, ['gone']],
    ['partial', 'truncated', 2, ['cut', 'cut too']],
    ['not-reached', 'interrupted', 1, ['later']],
    ['remark', 'not-as-named', 1, ['remarked']],
  ]);
});

test('of many keys, all are counted and some are named', () => {
  const failures = Array.from({ length: 300 }, (_, n) => object(`k-${n}`, 'failed', 'vanished'));
  const { problems } = recordOf(failures);
  expect(problems).toMatchObject([{ count: 300 }]);
  expect(problems[0]?.keys).toHaveLength(50);
});

test('the times of invocations are kept in the order of their starts', () => {
  const { invocations, timedInvocations } = recordOf([
    invocation(20, 50, { isRetry: true }),
    invocation(5, 70, { initMs: 12 }),
    // An invocation of which nothing is known but that it was.
    { type: 'invocation', tier: 'cascade' },
  ]);
  expect(timedInvocations).toBe(2);
  expect(invocations).toMatchObject([
    { tier: 'worker', startedMs: 5, endedMs: 70, initMs: 12, isRetry: false, isHedge: false },
    { tier: 'worker', startedMs: 20, endedMs: 50, initMs: 0, isRetry: true, isHedge: false },
  ]);
});

test('the course has the totals at several moments', () => {
  const recorder = createRunRecorder();
  let totals = NO_TOTALS;
  const tell = (event: RunEvent, atMs: number) => {
    totals = addEvent(totals, event);
    recorder.add(event, totals, atMs);
  };
  tell(STARTED, 0);
  tell({ type: 'listed', objects: 9, sizeBytes: 9_000, complete: true }, 10);
  tell({ type: 'reading', bytes: 1_000, workers: 3 }, 500);
  tell({ type: 'reading', bytes: 4_000, workers: 2 }, 1_000);
  expect(
    recorder.history().course.map(({ atMs, readBytes, workers }) => [atMs, readBytes, workers]),
  ).toEqual([
    [0, 0, 0],
    [500, 1_000, 3],
    [1_000, 4_000, 2],
  ]);
});

test('a record is a copy that later events do not change', () => {
  const recorder = createRunRecorder();
  recorder.add(object('a', 'failed', 'vanished'), NO_TOTALS, 0);
  const record = recorder.record('it broke');
  recorder.add(object('b', 'failed', 'vanished'), NO_TOTALS, 0);
  expect(record.problems).toMatchObject([{ count: 1, keys: ['a'] }]);
  expect(record.failure).toBe('it broke');
});
