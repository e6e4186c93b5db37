// Progress is measured from made-up series of totals: how far, how fast, and how long it will take.

import { describe, expect, it } from 'vitest';
import {
  createProgressMeter,
  MAX_RATES,
  type Progress,
} from '../../../src/events/progress-meter.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { totalsOf } from '../../support/sample-totals.ts';

const SIZE_BYTES = 1e9;

function reading(bytes: number, ...more: RunEvent[]) {
  const listed = { type: 'listed', objects: 4, sizeBytes: SIZE_BYTES, complete: true } as const;
  return totalsOf(listed, { type: 'reading', bytes }, ...more);
}

/** Draws every `everyMs`, with what is read by then. */
function follow(readAt: (ms: number) => number, untilMs: number, everyMs = 100): Progress[] {
  const meter = createProgressMeter();
  const seen: Progress[] = [];
  for (let ms = everyMs; ms <= untilMs; ms += everyMs)
    seen.push(meter.measure(reading(readAt(ms)), ms));
  return seen;
}

function last(seen: readonly Progress[]): Progress {
  return seen.at(-1) as Progress;
}

const MB_PER_S = 1_000;

describe('a steady run', () => {
  // Reports come every half second.
  const seen = follow((ms) => Math.floor(ms / 500) * 500 * 20 * MB_PER_S, 20_000);

  it('has its rate, its share and the time left', () => {
    const { share, rateBytesPerS, remainingMs, readBytes } = last(seen);
    expect(share).toBeCloseTo(0.4, 10);
    expect(readBytes).toBe(4e8);
    expect(rateBytesPerS / 20e6).toBeCloseTo(1, 0);
    expect((remainingMs ?? 0) / 30_000).toBeCloseTo(1, 1);
  });

  it('has a time left that hardly moves but for the time that passes', () => {
    const ends = seen.flatMap(({ remainingMs }, i) =>
      remainingMs === undefined ? [] : [remainingMs + (i + 1) * 100],
    );
    const settled = ends.slice(30);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(2_500);
  });

  it('keeps the last of its rates', () => {
    expect(last(seen).rates).toHaveLength(MAX_RATES);
    for (const rate of last(seen).rates) expect(Math.abs(rate / 20e6 - 1)).toBeLessThan(0.25);
  });

  it('says nothing of the time left at first', () => {
    expect(seen[3]?.remainingMs).toBeUndefined();
  });
});

it('bursts do not make the time left jump', () => {
  // 50 MB at once every two seconds.
  const seen = follow((ms) => Math.floor(ms / 2_000) * 50e6, 30_000);
  const ends = seen.flatMap(({ remainingMs }, i) =>
    remainingMs === undefined ? [] : [remainingMs + (i + 1) * 100],
  );
  // Its true end is at 40 s.
  for (const end of ends.slice(50)) expect(Math.abs(end - 40_000)).toBeLessThan(8_000);
});

it('a stall lowers the rate, and after a while nobody knows the time left', () => {
  const seen = follow((ms) => Math.min(ms, 10_000) * 20 * MB_PER_S, 25_000);
  expect(seen[99]?.remainingMs).toBeGreaterThan(0);
  expect(seen[129]?.rateBytesPerS).toBeLessThan(10e6);
  expect(seen[129]?.remainingMs).toBeGreaterThan(seen[99]?.remainingMs ?? 0);
  expect(last(seen).remainingMs).toBeUndefined();
});

it('is known again when a stall is over', () => {
  const seen = follow((ms) => Math.max(Math.min(ms, 5_000), ms - 15_000) * 20 * MB_PER_S, 30_000);
  expect(seen[180]?.remainingMs).toBeUndefined();
  expect(last(seen).remainingMs).toBeGreaterThan(20_000);
});

describe('time in which the process slept', () => {
  const meter = createProgressMeter();
  let before: Progress | undefined;
  for (let ms = 100; ms <= 10_000; ms += 100) before = meter.measure(reading(ms * 20_000), ms);
  const after = meter.measure(reading(201e6), 610_000);

  it('is not counted into rates', () => {
    expect(after.rateBytesPerS).toBeCloseTo(before?.rateBytesPerS ?? 0, 6);
    expect(Math.abs((after.remainingMs ?? 0) - 40_000)).toBeLessThan(1_000);
  });

  it('is counted if the run went on', () => {
    const visible = createProgressMeter();
    for (let ms = 100; ms <= 10_000; ms += 100) visible.measure(reading(ms * 5_000), ms);
    const seen = visible.measure(reading(10_000 * 5_000 + 300e6), 70_000);
    expect(seen.rateBytesPerS / 5e6).toBeCloseTo(1, 1);
  });

  it('is no pause of the usual length', () => {
    const seen = follow((ms) => Math.min(ms, 15_000) * 10_000, 30_000, 5_000);
    expect(last(seen).rateBytesPerS).toBeLessThan(1e6);
  });
});

describe('a run of a second', () => {
  it('has no time left before it ends, and then its true rate', () => {
    const meter = createProgressMeter();
    for (let ms = 100; ms < 900; ms += 100) {
      expect(meter.measure(reading(ms * 1e6), ms).remainingMs).toBeUndefined();
    }
    const sum: RunEvent = {
      type: 'sum',
      objects: 4,
      sizeBytes: SIZE_BYTES,
      bytes: 1,
      lines: 1,
      words: 1,
      slowest: [],
    };
    const totals = reading(0, sum, { type: 'run-ended', status: 'complete', elapsedMs: 1_000 });
    expect(meter.measure(totals, 1_000)).toMatchObject({
      share: 1,
      rateBytesPerS: 1e9,
      remainingMs: undefined,
      doneKeys: 4,
      listedKeys: 4,
    });
  });
});

it('has no share while the listing goes on', () => {
  const totals = totalsOf({ type: 'listed', objects: 1, sizeBytes: 10, complete: false });
  expect(createProgressMeter().measure(totals, 5_000)).toMatchObject({
    share: undefined,
    remainingMs: undefined,
  });
});

it('counts objects that fail as done, and not as read', () => {
  const failed = {
    type: 'object',
    key: 'k',
    sizeBytes: 4e8,
    bytes: 0,
    lines: 0,
    words: 0,
  } as const;
  const totals = reading(1e8, { ...failed, ms: 0, status: 'failed', reason: 'vanished' });
  // The bytes that were read may be its own.
  expect(createProgressMeter().measure(totals, 1_000)).toMatchObject({
    readBytes: 1e8,
    share: 0.5,
    doneKeys: 1,
  });
});

it('does not count what an interrupted run has not reached', () => {
  const skipped = {
    type: 'object',
    key: 'k',
    sizeBytes: 9e8,
    bytes: 0,
    lines: 0,
    words: 0,
  } as const;
  const counted = { ...skipped, key: 'l', sizeBytes: 1e8, ms: 1, status: 'counted' } as const;
  const totals = reading(
    0,
    counted,
    { ...skipped, ms: 0, status: 'skipped', reason: 'interrupted' },
    { type: 'run-ended', status: 'interrupted', elapsedMs: 2_000 },
  );
  expect(createProgressMeter().measure(totals, 2_000)).toMatchObject({
    share: 0.1,
    readBytes: 1e8,
    rateBytesPerS: 5e7,
    doneKeys: 1,
    listedKeys: 4,
  });
});

it('goes by keys if none has any bytes', () => {
  const listed = { type: 'listed', objects: 4, sizeBytes: 0, complete: true } as const;
  const object = { type: 'object', key: 'k', sizeBytes: 0, bytes: 0, lines: 0, words: 0 } as const;
  const totals = totalsOf(listed, { ...object, ms: 1, status: 'counted' });
  expect(createProgressMeter().measure(totals, 1_000).share).toBe(0.25);
});

it('begins anew with another run', () => {
  const meter = createProgressMeter();
  for (let ms = 100; ms <= 5_000; ms += 100) meter.measure(reading(ms * 1e5), ms);
  expect(meter.measure(reading(1e6), 100).rateBytesPerS).toBeCloseTo(1e7, 6);
});
