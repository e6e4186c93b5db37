import { expect, test } from 'vitest';
import { createProblems } from '../../../src/events/problems.ts';
import type { ObjectSettled, RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';

function object(key: string, status: ObjectSettled['status'], reason?: string): RunEvent {
  const none = { sizeBytes: 1, bytes: 0, lines: 0, words: 0, ms: 0 };
  return { type: 'object', key, ...none, status, ...(reason === undefined ? {} : { reason }) };
}

const THROTTLED: RunEvent = {
  type: 'warning',
  code: 'throttled',
  message: 'Lambda had no free capacity',
  keys: 12,
  example: 'z',
  level: 'information',
};

const EVENTS: readonly RunEvent[] = [
  THROTTLED,
  object('a', 'counted', 'checksum-unverified'),
  object('b', 'partial', 'truncated'),
  object('c', 'failed', 'access-denied'),
  object('d', 'partial', 'truncated'),
  object('e', 'counted'),
  object('f', 'skipped', 'interrupted'),
];

const TOTALS = EVENTS.reduce(addEvent, NO_TOTALS);

test('keys are grouped by reason, the worst first', () => {
  const problems = createProblems();
  for (const event of EVENTS) problems.add(event);
  expect(
    problems.groups(TOTALS).map(({ level, code, count, keys }) => [level, code, count, keys]),
  ).toEqual([
    ['failed', 'access-denied', 1, ['c']],
    ['partial', 'truncated', 2, ['b', 'd']],
    ['not-reached', 'interrupted', 1, ['f']],
    ['remark', 'checksum-unverified', 1, ['a']],
    ['information', 'throttled', 12, ['z']],
  ]);
});

test('keys are remembered up to a bound, and all are counted', () => {
  const problems = createProblems(10);
  for (let n = 0; n < 5_000; n += 1) problems.add(object(`k${n}`, 'failed', 'vanished'));
  const [group] = problems.groups(NO_TOTALS);
  expect(group).toMatchObject({ count: 5_000 });
  expect(group?.keys).toHaveLength(10);
});

test('groups are bounded, whatever codes there are', () => {
  const problems = createProblems();
  for (let n = 0; n < 5_000; n += 1) problems.add(object('k', 'failed', `code-${n}`));
  expect(problems.groups(NO_TOTALS)).toHaveLength(200);
});

test('a page that joins late has the numbers of the history, and the keys of the events too', () => {
  const server = createProblems(1);
  for (const event of EVENTS) server.add(event);
  const page = createProblems(undefined, JSON.parse(JSON.stringify(server.groups(TOTALS))));
  for (const event of EVENTS) page.add(event, true);
  page.add(object('g', 'partial', 'truncated'));
  const truncated = page.groups(TOTALS).find(({ code }) => code === 'truncated');
  expect(truncated).toMatchObject({ count: 3, keys: ['b', 'd', 'g'] });
});

test('warnings that only the totals know of are there too', () => {
  expect(createProblems().groups(TOTALS)).toHaveLength(5);
});
