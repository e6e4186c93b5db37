import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectStatus, RunEvent } from '../../../src/events/run-event.ts';
import { joinUse } from '../../../src/events/tier-use.ts';
import { addEvent, NO_TOTALS, settledObjects } from '../../../src/events/totals.ts';
import { tallyOf } from '../../support/frames.ts';
import { checkProperty } from '../../support/seeded.ts';

function totalsOf(...events: RunEvent[]) {
  return events.reduce(addEvent, NO_TOTALS);
}

function settled(
  key: string,
  status: ObjectStatus,
  about: { words?: number; ms?: number; reason?: string } = {},
): RunEvent {
  const { words = 0, ms = 1, reason } = about;
  const base = { type: 'object', key, sizeBytes: 100, ...tallyOf(words), ms, status } as const;
  return reason === undefined ? base : { ...base, reason };
}

describe('addEvent', () => {
  it('remembers the start and the status of the run', () => {
    const started = {
      type: 'run-started',
      schema: 1,
      source: { dir: '/data', prefix: '' },
      engine: 'local',
      words: 'wc',
    } as const;
    const totals = totalsOf(
      started,
      { type: 'reading', bytes: 5 },
      { type: 'run-ended', status: 'complete', elapsedMs: 12.5 },
    );
    expect(totals).toMatchObject({
      started,
      status: 'complete',
      elapsedMs: 12.5,
      reading: { bytes: 0 },
    });
  });

  it('sums the listing', () => {
    const listed = (objects: number, sizeBytes: number, complete = false): RunEvent => ({
      type: 'listed',
      objects,
      sizeBytes,
      complete,
    });
    const some = totalsOf(listed(3, 30), listed(2, 20));
    expect(some.listed).toEqual({
      objects: 5,
      sizeBytes: 50,
      complete: false,
      storeRequests: 0,
      getRequests: 0,
      sizes: [],
    });
    expect(addEvent(some, listed(0, 0, true)).listed.complete).toBe(true);
  });

  it('counts objects by outcome and sums their counts', () => {
    const totals = totalsOf(
      settled('a', 'counted', { words: 3 }),
      settled('b', 'partial', { words: 2, reason: 'truncated' }),
      settled('c', 'failed', { reason: 'vanished' }),
      settled('d', 'skipped', { reason: 'not-a-file' }),
      { type: 'sum', objects: 4, sizeBytes: 40, ...tallyOf(10), slowest: [] },
    );
    expect(totals.objects).toEqual({ counted: 5, partial: 1, failed: 1, skipped: 1 });
    expect(settledObjects(totals)).toBe(8);
    expect(totals.tally).toEqual(tallyOf(15));
    expect(totals.settledBytes).toBe(440);
  });

  it('gathers reasons and warnings by their code, with the first example', () => {
    const totals = totalsOf(
      settled('a', 'failed', { reason: 'vanished' }),
      settled('b', 'failed', { reason: 'vanished' }),
      settled('c', 'counted', { reason: 'not-as-named' }),
      { type: 'warning', code: 'worker-died', message: 'm', keys: 7, example: 'x' },
      { type: 'warning', code: 'worker-died', message: 'other', keys: 2 },
      settled('d', 'failed', { reason: 'from-a-later-version' }),
    );
    expect(totals.warnings).toMatchObject([
      { code: 'vanished', keys: 2, example: 'a', message: expect.stringContaining('deleted') },
      { code: 'not-as-named', keys: 1, example: 'c' },
      { code: 'worker-died', keys: 9, example: 'x', message: 'm' },
      { code: 'from-a-later-version', keys: 1, message: 'from-a-later-version' },
    ]);
  });

  it('remembers the three slowest objects, the slowest first', () => {
    const totals = totalsOf(
      settled('a', 'counted', { ms: 5 }),
      settled('b', 'counted', { ms: 50 }),
      {
        type: 'sum',
        objects: 9,
        sizeBytes: 9,
        ...tallyOf(9),
        slowest: [
          { key: 'c', sizeBytes: 1, ms: 20 },
          { key: 'd', sizeBytes: 1, ms: 10 },
        ],
      },
      settled('e', 'counted', { ms: 1 }),
    );
    expect(totals.slowest.map(({ key }) => key)).toEqual(['b', 'c', 'd']);
  });

  it('sums the use of invocations by tier', () => {
    const totals = totalsOf(
      { type: 'invocation', tier: 'worker', durationMs: 10 },
      {
        type: 'invocation',
        tier: 'worker',
        durationMs: 90,
        billedMs: 1_500,
        initMs: 400,
        memoryMb: 2_048,
        memoryUsedMb: 90,
      },
      { type: 'invocation', tier: 'cascade' },
    );
    expect(totals.billing.worker).toEqual({
      invocations: 2,
      computeMs: 100,
      reported: 1,
      coldStarts: 1,
      billedMs: 1_500,
      gbSeconds: 3,
      memoryMb: 2_048,
      memoryUsedMb: 90,
      architecture: undefined,
      storeRequests: 0,
      hedged: { invocations: 0, reported: 0, billedMs: 0, gbSeconds: 0 },
    });
    expect(totals.billing.cascade).toMatchObject({ invocations: 1, computeMs: 0, reported: 0 });
  });

  it('sums what was hedged, as part of the use', () => {
    const invocation = { type: 'invocation', tier: 'worker' } as const;
    const { worker } = totalsOf(
      { ...invocation, billedMs: 1_000, memoryMb: 1_024 },
      { ...invocation, billedMs: 500, memoryMb: 2_048, isHedge: true },
      { ...invocation, isHedge: true },
    ).billing;
    expect(worker).toMatchObject({ invocations: 3, reported: 2, billedMs: 1_500, gbSeconds: 2 });
    expect(worker.hedged).toEqual({ invocations: 2, reported: 1, billedMs: 500, gbSeconds: 1 });
    expect(joinUse(worker, worker).hedged.gbSeconds).toBe(2);
  });

  it('does not change the totals that it is given', () => {
    const before = structuredClone(NO_TOTALS);
    totalsOf(
      settled('a', 'failed', { reason: 'vanished' }),
      { type: 'listed', objects: 1, sizeBytes: 1, complete: true },
      { type: 'invocation', tier: 'worker', durationMs: 1 },
      { type: 'reading', bytes: 1 },
    );
    expect(NO_TOTALS).toEqual(before);
  });

  it('has one outcome for each finished object', () => {
    const statuses = ['counted', 'partial', 'failed', 'skipped'] as const;
    const event = fc.oneof(
      fc
        .tuple(fc.constantFrom(...statuses), fc.nat(5))
        .map(([status, words]) => settled('k', status, { words })),
      fc.nat(10).map(
        (objects): RunEvent => ({
          type: 'sum',
          objects,
          sizeBytes: 1,
          ...tallyOf(objects),
          slowest: [],
        }),
      ),
    );
    return checkProperty(
      fc.property(fc.array(event), (events) => {
        const totals = totalsOf(...events);
        const objects = events.map((each) => (each.type === 'sum' ? each.objects : 1));
        expect(settledObjects(totals)).toBe(objects.reduce((sum, count) => sum + count, 0));
        const words = events.map((each) => ('words' in each ? Number(each.words) : 0));
        expect(totals.tally.words).toBe(words.reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});

describe('live figures', () => {
  const object = (key: string, sizeBytes: number, words: number): RunEvent => ({
    type: 'object',
    key,
    sizeBytes,
    bytes: 2 * sizeBytes,
    lines: 1,
    words,
    ms: 1,
    status: 'counted',
  });
  const listed: RunEvent = { type: 'listed', objects: 2, sizeBytes: 150, complete: true };
  const reading: RunEvent = { type: 'reading', bytes: 40, decodedBytes: 80, lines: 3, words: 9 };

  it('include what is counted of unfinished objects', () => {
    const { live, tally } = totalsOf(listed, object('a', 100, 20), reading);
    expect(live).toEqual({ readBytes: 140, bytes: 280, lines: 4, words: 29 });
    expect(tally).toEqual({ bytes: 200, lines: 1, words: 20 });
  });

  it('count the time of a worker once, be it running or billed', () => {
    const running = { type: 'reading', bytes: 0, workers: 2, computeMs: 900 } as const;
    const ended = { type: 'invocation', tier: 'worker', durationMs: 400 } as const;
    const { reading: left, billing } = totalsOf(running, ended);
    expect(left).toMatchObject({ workers: 1, computeMs: 500 });
    expect(billing.worker.computeMs).toBe(400);
    const cascade = { ...ended, tier: 'cascade' } as const;
    expect(totalsOf(running, cascade).reading).toMatchObject({ workers: 2, computeMs: 900 });
  });

  it('count no word twice, whichever of the objects that are read is finished first', () => {
    // Half of `b` is read, and most of `a`, in which there is no word: they are told as one.
    const both: RunEvent = { type: 'reading', bytes: 90, decodedBytes: 180, lines: 1, words: 9 };
    const { live } = totalsOf(listed, both, object('a', 100, 0), object('b', 50, 18));
    expect(live).toEqual({ readBytes: 150, bytes: 300, lines: 2, words: 18 });
  });

  it('never decrease while the run goes on', () => {
    const { live } = totalsOf(listed, object('a', 100, 20), reading, { type: 'reading', bytes: 0 });
    expect(live).toEqual({ readBytes: 140, bytes: 280, lines: 4, words: 29 });
  });

  it('end as the totals, without what was not reached', () => {
    const skipped = { ...object('b', 50, 0), bytes: 0, lines: 0, status: 'skipped' } as const;
    const { live, notReached } = totalsOf(
      listed,
      object('a', 100, 20),
      reading,
      { ...skipped, reason: 'interrupted' } as RunEvent,
      { type: 'run-ended', status: 'interrupted', elapsedMs: 5 },
    );
    expect(live).toEqual({ readBytes: 100, bytes: 200, lines: 1, words: 20 });
    expect(notReached).toEqual({ objects: 1, sizeBytes: 50 });
  });
});

it('counts objects by size', () => {
  const sizes = [0, 1, 0, 2];
  const { listed, settledSizes } = totalsOf(
    { type: 'listed', objects: 3, sizeBytes: 11, complete: true, sizes },
    {
      type: 'sum',
      objects: 2,
      sizeBytes: 6,
      bytes: 6,
      lines: 0,
      words: 0,
      slowest: [],
      sizes: [0, 0, 0, 1],
    },
  );
  expect(listed.sizes).toEqual(sizes);
  expect(settledSizes).toEqual([0, 0, 0, 1]);
});
