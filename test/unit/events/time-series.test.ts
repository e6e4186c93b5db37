import { expect, test } from 'vitest';
import { UNUSED } from '../../../src/events/tier-use.ts';
import { createTimeSeries } from '../../../src/events/time-series.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import { STARTED } from '../../support/sample-totals.ts';

/** Totals of a run in which so many stored bytes are read. */
function totalsWith(bytes: number, workers = 1): Totals {
  return [
    STARTED,
    { type: 'listed', objects: 1, sizeBytes: 1e12, complete: true } as const,
    { type: 'reading', bytes, decodedBytes: bytes * 2, workers } as const,
  ].reduce(addEvent, NO_TOTALS);
}

test('a short run has a sample for each tenth of a second, and the newest one', () => {
  const series = createTimeSeries();
  for (let atMs = 0; atMs <= 950; atMs += 50) series.add(totalsWith(atMs), atMs);
  const samples = series.samples();
  expect(samples.map(({ atMs }) => atMs)).toEqual([
    0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950,
  ]);
  expect(samples.at(-1)).toMatchObject({ readBytes: 950, bytes: 1_900, workers: 1 });
});

test.each([1, 20, 300, 5_000, 86_400])('a run of %d seconds has at most 256 samples', (seconds) => {
  const series = createTimeSeries();
  const step = Math.max(10, seconds / 5);
  for (let atMs = 0; atMs <= seconds * 1000; atMs += step) series.add(totalsWith(atMs), atMs);
  const samples = series.samples();
  expect(samples.length).toBeLessThanOrEqual(256);
  expect(samples.length).toBeGreaterThan(Math.min(10, 64));
  // They are in order, and evenly spread but for the last one.
  const gaps = samples.slice(1, -1).map(({ atMs }, index) => atMs - (samples[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.min(...gaps));
});

test('a series that is continued has the samples of both, and not those of a past told again', () => {
  const first = createTimeSeries();
  for (let atMs = 0; atMs <= 1_000; atMs += 100) first.add(totalsWith(atMs), atMs);
  const second = createTimeSeries(first.samples());
  second.add(totalsWith(300), 1_010);
  second.add(totalsWith(1_500), 1_500);
  expect(second.samples()).toEqual([
    ...first.samples(),
    { atMs: 1_500, readBytes: 1_500, bytes: 3_000, workers: 1, dollars: 0 },
  ]);
});

test('what a run takes from its journal is not read in it', () => {
  const series = createTimeSeries();
  const billing = { cascade: UNUSED, worker: UNUSED };
  const counted = { lines: 1, words: 1, ms: 1, status: 'counted' } as const;
  let totals = [
    STARTED,
    {
      ...({ type: 'resumed', id: 'x', startedAt: '2026-11-26T07:28:15.000Z' } as const),
      ...{ elapsedMs: 1_000, storeRequests: 1, getRequests: 0, billing },
    },
    { type: 'listed', objects: 2, sizeBytes: 900, complete: true } as const,
    {
      ...({ type: 'object', key: 'a', sizeBytes: 700, bytes: 700, ...counted } as const),
      earlier: true,
    } as const,
  ].reduce(addEvent, NO_TOTALS);
  series.add(totals, 100);
  totals = addEvent(totals, { type: 'object', key: 'b', sizeBytes: 200, bytes: 200, ...counted });
  series.add(totals, 200);
  expect(series.samples().map(({ readBytes }) => readBytes)).toEqual([0, 0, 200]);
});

test('what was read never becomes less, though an interrupted run ends with less', () => {
  const series = createTimeSeries();
  const running = totalsWith(5_000);
  series.add(running, 1_000);
  series.add(
    addEvent(running, { type: 'run-ended', status: 'interrupted', elapsedMs: 1_200 }),
    1_200,
  );
  expect(series.samples().map(({ readBytes }) => readBytes)).toEqual([0, 5_000, 5_000]);
});

test('before the run has started there is nothing but its beginning', () => {
  const series = createTimeSeries();
  series.add(NO_TOTALS, 5_000);
  expect(series.samples()).toEqual([{ atMs: 0, readBytes: 0, bytes: 0, workers: 0 }]);
});
