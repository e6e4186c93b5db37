import { expect, test } from 'vitest';
import type { RunFigures } from '../../../src/events/run-figures.ts';
import { compareRuns } from '../../../src/web/runs/compare-runs.ts';

const RUN: RunFigures = {
  ...{ keys: 10, counted: 9, partial: 1, failed: 0, skipped: 0 },
  ...{ words: 1_000_000, lines: 2_000, bytes: 6_000_000, readBytes: 2_000_000 },
  ...{ elapsedMs: 4_000, computeMs: 9_000, invocations: 0, coldStarts: 0 },
  ...{ gbSeconds: 0, dollars: 0.004 },
};

function compared(change: Partial<RunFigures>, name: string) {
  return compareRuns(RUN, { ...RUN, ...change }).find((figure) => figure.name === name);
}

test('difference and ratio of the second to the first', () => {
  expect(compared({ elapsedMs: 1_000 }, 'Time')).toEqual({
    name: 'Time',
    first: '4.0 s',
    second: '1.0 s',
    difference: '−3.0 s',
    ratio: '0.25',
  });
  expect(compared({ elapsedMs: 1_000 }, 'Throughput')).toMatchObject({
    first: '500 kB/s',
    second: '2.00 MB/s',
    difference: '+1.50 MB/s',
    ratio: '4',
  });
  expect(compared({ dollars: 0.005 }, 'Cost')).toMatchObject({
    difference: '+$0.0010',
    ratio: '1.25',
  });
});

test('equal figures, and figures that only seem to be', () => {
  expect(compared({}, 'Words')).toMatchObject({ difference: '0', ratio: '1' });
  expect(compared({ words: 1_000_001 }, 'Words')).toMatchObject({
    difference: '+1',
    ratio: 'just above 1',
  });
  expect(compared({ words: 999_999 }, 'Words')).toMatchObject({ ratio: 'just below 1' });
});

test('what is not known, or 0 before, has no ratio; what is 0 in both is left out', () => {
  expect(compared({ dollars: null }, 'Cost')).toMatchObject({
    second: '–',
    difference: '–',
    ratio: '–',
  });
  expect(compared({ coldStarts: 3 }, 'Cold starts')).toMatchObject({
    difference: '+3',
    ratio: '–',
  });
  expect(compared({}, 'Cold starts')).toBeUndefined();
});
