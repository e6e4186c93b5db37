import { expect, test } from 'vitest';
import { measureProgress } from '../../../src/events/progress.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { shareDone } from '../../../src/web/run/share-done.ts';
import { FINISHED, totalsOf } from '../../support/sample-totals.ts';

function shareAfter(...events: RunEvent[]): number {
  const totals = totalsOf(...events);
  return shareDone(totals, measureProgress(totals, 1_000));
}

const LISTED: RunEvent = { type: 'listed', objects: 4, sizeBytes: 400, complete: true };
const ONE_COUNTED: RunEvent = {
  type: 'sum',
  objects: 1,
  sizeBytes: 300,
  bytes: 300,
  lines: 3,
  words: 30,
  slowest: [],
};

function leftOut(key: string, sizeBytes: number): RunEvent {
  const nothing = { bytes: 0, lines: 0, words: 0, ms: 0 };
  return { type: 'object', key, sizeBytes, ...nothing, status: 'skipped', reason: 'interrupted' };
}

test('the share is 0 until the listing is complete', () => {
  expect(shareAfter()).toBe(0);
  expect(shareAfter({ ...LISTED, complete: false }, ONE_COUNTED)).toBe(0);
});

test('the share follows the bytes that were read', () => {
  expect(shareAfter(LISTED, ONE_COUNTED)).toBe(0.75);
  expect(shareAfter(LISTED, ONE_COUNTED, { type: 'reading', bytes: 50 })).toBe(0.875);
});

test('the share is 1 at the end, whatever the outcomes', () => {
  expect(shareDone(FINISHED, measureProgress(FINISHED, 1_000))).toBe(1);
});

test('objects that an interrupted run leaves out are not done', () => {
  const ended: RunEvent = { type: 'run-ended', status: 'interrupted', elapsedMs: 10 };
  const events = [LISTED, ONE_COUNTED, leftOut('a', 50), leftOut('b', 25), leftOut('c', 25), ended];
  expect(shareAfter(...events)).toBe(0.25);
  expect(shareAfter(ended)).toBe(0);
});
