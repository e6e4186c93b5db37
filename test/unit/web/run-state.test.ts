import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { NO_TOTALS } from '../../../src/events/totals.ts';
import {
  describeState,
  describeTitle,
  type ShownState,
  toneOf,
} from '../../../src/web/run/run-state.ts';
import { STARTED, totalsOf } from '../../support/sample-totals.ts';

const LISTED = { type: 'listed', objects: 2, sizeBytes: 8, complete: true } as const;
const NOTHING_LISTED = { type: 'listed', objects: 0, sizeBytes: 0, complete: true } as const;

function object(status: 'counted' | 'partial' | 'failed'): RunEvent {
  const reason = status === 'counted' ? {} : { reason: 'truncated' };
  return {
    type: 'object',
    key: 'k',
    sizeBytes: 4,
    bytes: 4,
    lines: 1,
    words: 1,
    ms: 1,
    status,
    ...reason,
  };
}

function ended(
  status: 'complete' | 'incomplete' | 'interrupted',
  ...events: RunEvent[]
): ShownState {
  const end = { type: 'run-ended', status, elapsedMs: 1_000 } as const;
  return { phase: 'ended', totals: totalsOf(STARTED, ...events, end), brokenAt: undefined };
}

test.each<[string, ShownState]>([
  ['complete', ended('complete', LISTED, object('counted'), object('counted'))],
  ['incomplete', ended('incomplete', LISTED, object('counted'), object('failed'))],
  ['incomplete', ended('incomplete', LISTED, object('partial'), object('failed'))],
  ['uncounted', ended('incomplete', LISTED, object('failed'), object('failed'))],
  ['interrupted', ended('interrupted', LISTED, object('counted'))],
  ['nothing', ended('complete', NOTHING_LISTED)],
  ['nothing', ended('incomplete', NOTHING_LISTED)],
])('a run is %s', (tone, state) => expect(toneOf(state)).toBe(tone));

test('without a connection, nothing else is said, and the title says so', () => {
  const broken: ShownState = {
    phase: 'running',
    totals: totalsOf(STARTED, LISTED),
    brokenAt: new Date(2026, 10, 1, 14, 2, 11),
  };
  expect(toneOf(broken)).toBe('broken');
  expect(describeState(broken)).toBe('The server has not answered since 14:02:11. Reconnecting');
  expect(describeTitle(broken, 0.5)).toBe('Disconnected');
});

test('the title has the share, rounded down', () => {
  const running: ShownState = { phase: 'running', totals: totalsOf(STARTED), brokenAt: undefined };
  expect(describeTitle(running, undefined)).toBe('Listing');
  expect(describeTitle(running, 0.999)).toBe('99%');
  expect(
    describeTitle({ ...running, phase: 'idle', totals: NO_TOTALS }, undefined),
  ).toBeUndefined();
});

test('a run that waits because of throttling says so', () => {
  const waiting = totalsOf(STARTED, LISTED, { type: 'reading', bytes: 1, waiting: 'throttled' });
  const state: ShownState = { phase: 'running', totals: waiting, brokenAt: undefined };
  expect(describeState(state)).toContain('Waiting');
});
