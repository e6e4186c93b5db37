import { expect, test } from 'vitest';
import { figuresOf } from '../../../src/events/run-figures.ts';
import { FINISHED, STARTED, totalsOf } from '../../support/sample-totals.ts';

test('the figures of a run that has ended', () => {
  expect(figuresOf(FINISHED, 99_999)).toEqual({
    keys: 2,
    counted: 1,
    partial: 1,
    failed: 0,
    skipped: 0,
    words: 42,
    lines: 84,
    bytes: 420,
    readBytes: 300,
    elapsedMs: 1_235,
    computeMs: 71,
    invocations: 3,
    coldStarts: 0,
    gbSeconds: 0,
    dollars: 0,
  });
});

test('the time of a run in progress is that until now, and its figures are the live ones', () => {
  const totals = totalsOf(
    STARTED,
    { type: 'listed', objects: 1, sizeBytes: 1_000, complete: true },
    { type: 'reading', bytes: 400, words: 30, lines: 3, decodedBytes: 150 },
  );
  expect(figuresOf(totals, 712.4)).toMatchObject({
    ...{ keys: 0, words: 30, lines: 3, bytes: 150, readBytes: 400, elapsedMs: 712 },
  });
});

test('a cost is unknown where a price is', () => {
  const totals = totalsOf({ ...STARTED, engine: 'lambda' } as typeof STARTED, {
    type: 'invocation',
    tier: 'worker',
    billedMs: 100,
    memoryMb: 1_024,
  });
  expect(figuresOf(totals, 0)).toMatchObject({ gbSeconds: 0.1, dollars: null });
});
