import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createRunRecorder } from '../../../src/events/run-record.ts';
import { NO_TOTALS } from '../../../src/events/totals.ts';

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
  for (const event of events) recorder.add(event);
  return recorder.record(NO_TOTALS);
}

test('keys that were not counted whole are grouped by status and reason, the worst first', () => {
  const { notWhole } = recordOf([
    object('whole', 'counted'),
    object('remarked', 'counted', 'not-as-named'),
    object('later', 'skipped', 'interrupted'),
    object('cut', 'partial', 'truncated'),
    object('cut too', 'partial', 'truncated'),
    object('marker', 'skipped', 'folder-marker'),
    object('gone', 'failed', 'vanished'),
  ]);
  expect(notWhole).toEqual([
    { status: 'failed', reason: 'vanished', keys: 1, examples: ['gone'] },
    { status: 'partial', reason: 'truncated', keys: 2, examples: ['cut', 'cut too'] },
    { status: 'skipped', reason: 'folder-marker', keys: 1, examples: ['marker'] },
    { status: 'skipped', reason: 'interrupted', keys: 1, examples: ['later'] },
  ]);
});

test('of many keys, all are counted and some are named', () => {
  const reasons = Array.from({ length: 40 }, (_, n) => `reason-${n}`);
  const { notWhole } = recordOf(
    reasons.flatMap((reason) =>
      Array.from({ length: 300 }, (_, n) => object(`${reason}-${n}`, 'failed', reason)),
    ),
  );
  expect(notWhole.reduce((sum, { keys }) => sum + keys, 0)).toBe(12_000);
  expect(notWhole[0]?.examples).toHaveLength(50);
  expect(notWhole.flatMap(({ examples }) => examples)).toHaveLength(500);
});

test('the times of invocations are kept in the order of their starts', () => {
  const { spans, timedInvocations } = recordOf([
    invocation(20, 50, { isRetry: true }),
    invocation(5, 70, { initMs: 12 }),
    // An invocation of which nothing is known but that it was.
    { type: 'invocation', tier: 'cascade' },
  ]);
  expect(timedInvocations).toBe(2);
  expect(spans).toEqual([
    { tier: 'worker', startedMs: 5, endedMs: 70, initMs: 12, isRetry: false },
    { tier: 'worker', startedMs: 20, endedMs: 50, initMs: 0, isRetry: true },
  ]);
});

test('of very many invocations, the longest and a sample of the others are kept', () => {
  function* many() {
    for (let n = 0; n < 50_000; n += 1) yield invocation(n, n + 10 + (n % 7));
    yield invocation(60_000, 90_000);
  }
  const { spans, timedInvocations } = recordOf(many());
  expect(timedInvocations).toBe(50_001);
  expect(spans.length).toBeLessThanOrEqual(1_000);
  expect(spans.length).toBeGreaterThanOrEqual(500);
  expect(spans.at(-1)).toMatchObject({ startedMs: 60_000, endedMs: 90_000 });
});

test('a record is a copy that later events do not change', () => {
  const recorder = createRunRecorder();
  recorder.add(object('a', 'failed', 'vanished'));
  const record = recorder.record(NO_TOTALS, 'it broke');
  recorder.add(object('b', 'failed', 'vanished'));
  expect(record.notWhole).toMatchObject([{ keys: 1, examples: ['a'] }]);
  expect(record.failure).toBe('it broke');
});
