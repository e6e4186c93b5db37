import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { BatchLedger, unreadEvent } from '../../../src/run/ledger.ts';
import {
  countOf,
  failedFrame,
  objectCheckpointFrame,
  objectFrame,
  sumFrame,
  tallyOf,
} from '../../support/frames.ts';
import { checkProperty } from '../../support/seeded.ts';

function createBatch(count = 6) {
  const asked = Array.from({ length: count }, (_, index) => ({
    key: `k${index}`,
    sizeBytes: 100 + index,
  }));
  return { ledger: new BatchLedger(asked), asked };
}

const keys = (objects: readonly { key: string }[]) => objects.map(({ key }) => key);

describe('BatchLedger', () => {
  it('has all objects of the batch to count at first, in their order', () => {
    const { ledger, asked } = createBatch();
    expect(ledger.remaining()).toEqual(asked);
  });

  it('takes an object once', () => {
    const { ledger, asked } = createBatch();
    expect(ledger.accept(objectFrame(2, 7), asked)).toEqual({
      type: 'object',
      key: 'k2',
      sizeBytes: 102,
      ...tallyOf(7),
      ms: 5,
      status: 'counted',
    });
    expect(ledger.accept(objectFrame(2, 7), asked)).toBeUndefined();
    expect(ledger.accept(failedFrame(2), asked)).toBeUndefined();
    expect(keys(ledger.remaining())).toEqual(['k0', 'k1', 'k3', 'k4', 'k5']);
  });

  it('passes on a remark, and the pieces if there are several', () => {
    const { ledger, asked } = createBatch();
    const frame = { ...objectFrame(0, 1), pieces: 3, remark: 'not-as-named' };
    expect(ledger.accept(frame, asked)).toMatchObject({ reason: 'not-as-named', pieces: 3 });
  });

  it('knows an object by what was asked for, not by its place in the batch', () => {
    const { ledger, asked } = createBatch();
    ledger.accept(objectFrame(0, 1), asked);
    const left = ledger.remaining();
    expect(ledger.accept(objectFrame(0, 1), left)).toMatchObject({ key: 'k1' });
    expect(ledger.accept(objectFrame(1, 1), asked)).toBeUndefined();
  });

  it('takes a sum whose objects are all still to be counted', () => {
    const { ledger, asked } = createBatch();
    const slowest = [
      { object: 4, ms: 9 },
      { object: 99, ms: 1 },
    ];
    const frame = {
      ...sumFrame(
        [
          [0, 1],
          [4, 4],
        ],
        30,
      ),
      slowest,
    };
    expect(ledger.accept(frame, asked)).toEqual({
      type: 'sum',
      objects: 3,
      sizeBytes: 100 + 101 + 104,
      ...tallyOf(30),
      slowest: [{ key: 'k4', sizeBytes: 104, ms: 9 }],
      // Each of the three sizes has seven binary digits.
      sizes: [0, 0, 0, 0, 0, 0, 0, 3],
    });
    expect(keys(ledger.remaining())).toEqual(['k2', 'k3', 'k5']);
  });

  it.each([
    ['comes twice', [[0, 2]]],
    ['holds an object that is counted already', [[2, 4]]],
    [
      'names an object twice',
      [
        [3, 4],
        [4, 5],
      ],
    ],
    ['names objects that were not asked for', [[4, 6]]],
    ['names only objects that were not asked for', [[10, 12]]],
    ['names nothing', []],
    [
      'has a range that ends before it begins',
      [
        [3, 4],
        [5, 3],
      ],
    ],
    [
      'makes up for a repeated range by a reversed one',
      [
        [3, 4],
        [3, 4],
        [5, 2],
      ],
    ],
  ] as [string, [number, number][]][])('refuses a sum whole that %s', (_, ranges) => {
    const { ledger, asked } = createBatch();
    ledger.accept(sumFrame([[0, 2]], 10), asked);
    expect(ledger.accept(sumFrame(ranges, 20), asked)).toBeUndefined();
    expect(keys(ledger.remaining())).toEqual(['k3', 'k4', 'k5']);
  });

  it('takes a sum whose ranges are in any order', () => {
    const { ledger, asked } = createBatch();
    const ranges: [number, number][] = [
      [4, 5],
      [0, 1],
    ];
    expect(ledger.accept(sumFrame(ranges, 9), asked)).toMatchObject({ objects: 4 });
    expect(keys(ledger.remaining())).toEqual(['k2', 'k3']);
  });

  it('takes a failure for good unless it may be retried', () => {
    const { ledger, asked } = createBatch();
    expect(ledger.accept(failedFrame(0, { code: 'vanished' }), asked)).toEqual({
      type: 'object',
      key: 'k0',
      sizeBytes: 100,
      ...tallyOf(0),
      ms: 3,
      status: 'failed',
      reason: 'vanished',
    });
    const partial = failedFrame(1, { code: 'truncated', words: 4 });
    expect(ledger.accept(partial, asked)).toMatchObject({
      status: 'partial',
      reason: 'truncated',
      ...tallyOf(4),
    });
    expect(ledger.accept(failedFrame(2, { retryable: true }), asked)).toBeUndefined();
    expect(keys(ledger.remaining())).toEqual(['k2', 'k3', 'k4', 'k5']);
  });

  it('counts nothing of an object of which no byte was read', () => {
    const { ledger, asked } = createBatch();
    const count = { bytes: 0, lines: 1, words: 1 };
    const event = ledger.accept({ ...failedFrame(0), count }, asked);
    expect(event).toMatchObject({ status: 'failed', ...tallyOf(0) });
  });

  it('counts an object of which an earlier attempt failed', () => {
    const { ledger, asked } = createBatch(1);
    ledger.accept(failedFrame(0, { retryable: true, words: 2 }), asked);
    expect(ledger.accept(objectFrame(0, 5), asked)).toMatchObject({ status: 'counted', words: 5 });
    expect(ledger.giveUp({ code: 'answer-broken', status: 'failed' })).toEqual([]);
  });

  it('gives up what is left, each object for its own reason if it has one', () => {
    const { ledger, asked } = createBatch(4);
    ledger.accept(objectFrame(0, 1), asked);
    ledger.accept(failedFrame(1, { code: 'read-failed', retryable: true, words: 3 }), asked);
    ledger.accept(failedFrame(2, { code: 'worker-died', retryable: true }), asked);
    expect(ledger.giveUp({ code: 'interrupted', status: 'skipped' })).toMatchObject([
      { key: 'k1', status: 'partial', reason: 'read-failed', words: 3 },
      { key: 'k2', status: 'failed', reason: 'worker-died', words: 0 },
      { key: 'k3', status: 'skipped', reason: 'interrupted', words: 0 },
    ]);
    expect(ledger.remaining()).toEqual([]);
    expect(ledger.accept(objectFrame(3, 1), asked)).toBeUndefined();
    expect(ledger.giveUp({ code: 'interrupted', status: 'skipped' })).toEqual([]);
  });

  it('asks for an object with the newest that is known of it, as long as it is open', () => {
    const { ledger, asked } = createBatch(2);
    const [first, second] = asked as [ListedObject, ListedObject];
    const frame = objectCheckpointFrame(1, 5);
    expect(ledger.note(objectCheckpointFrame(1, 3), asked)).toBe(true);
    expect(ledger.note(frame, asked)).toBe(true);
    expect(ledger.toAsk(first)).toEqual(first);
    expect(ledger.toAsk(second)).toEqual({ ...second, divided: frame.state });
    ledger.accept(objectFrame(1, 9), asked);
    expect(ledger.toAsk(second)).toEqual(second);
    expect(ledger.note(objectCheckpointFrame(1, 7), asked)).toBe(false);
    expect(ledger.note(objectCheckpointFrame(9, 7), asked)).toBe(false);
  });

  it('learns nothing from what it knows already', () => {
    const { ledger, asked } = createBatch();
    expect(ledger.note(objectCheckpointFrame(2, 3), asked)).toBe(true);
    expect(ledger.note(objectCheckpointFrame(2, 3), asked)).toBe(false);
    // Another request may have another order.
    expect(ledger.note(objectCheckpointFrame(0, 3), asked.slice(2))).toBe(false);
  });

  it('keeps no more than fits into a request', () => {
    const { ledger, asked } = createBatch();
    const long = (object: number) => {
      const { state, ...frame } = objectCheckpointFrame(object, 3);
      return { ...frame, object, state: { ...state, remark: 'x'.repeat(3_000_000) } };
    };
    expect(ledger.note(long(0), asked)).toBe(true);
    expect(ledger.note(long(1), asked)).toBe(false);
    expect(ledger.note(objectCheckpointFrame(1, 3), asked)).toBe(true);
    const size = JSON.stringify(asked.map((object) => ledger.toAsk(object))).length;
    expect(size).toBeLessThan(6_000_000);
    ledger.accept(objectFrame(0, 1), asked);
    expect(ledger.note(long(1), asked)).toBe(true);
  });

  it('gives up what is partly counted with what is certain of it', () => {
    const { ledger, asked } = createBatch(4);
    ledger.note(objectCheckpointFrame(0, 3), asked);
    ledger.note(objectCheckpointFrame(1, 0), asked);
    for (const [index, from] of [
      [2, 30],
      [3, 40],
    ] as const) {
      const { state, ...frame } = objectCheckpointFrame(index, 3, { at: 30 });
      const about = { firstUnit: { at: from }, next: { at: 50 }, pieces: 1, isClosed: false };
      const spans = [{ start: 30, end: 100, counted: { ...about, count: countOf(4) } }];
      ledger.note({ ...frame, state: { ...state, spans } }, asked);
    }
    expect(ledger.giveUp({ code: 'gave-back', status: 'failed' })).toMatchObject([
      { key: 'k0', status: 'partial', reason: 'gave-back', ms: 7, ...tallyOf(3) },
      { key: 'k1', status: 'failed', reason: 'gave-back', ...tallyOf(0) },
      { key: 'k2', status: 'partial', ...tallyOf(7), readBytes: 50 },
      // Whether what was counted further on is true nobody knows yet.
      { key: 'k3', status: 'partial', ...tallyOf(3), readBytes: 30 },
    ]);
  });

  it('settles every object exactly once, whatever frames come', () => {
    const index = fc.nat(9);
    const frame = fc.oneof(
      index.map((object) => objectFrame(object, 1)),
      fc
        .array(fc.tuple(index, index), { maxLength: 4 })
        .map((ranges) => sumFrame(ranges, ranges.length)),
      fc
        .tuple(index, fc.boolean(), fc.nat(2))
        .map(([object, retryable, words]) => failedFrame(object, { retryable, words })),
    );
    return checkProperty(
      fc.property(fc.array(frame, { maxLength: 30 }), (frames) => {
        const { ledger, asked } = createBatch(8);
        let settled = 0;
        for (const each of frames) {
          const before = ledger.remaining().length;
          const event = ledger.accept(each, asked);
          const now = event?.type === 'sum' ? event.objects : event ? 1 : 0;
          expect(ledger.remaining()).toHaveLength(before - now);
          if (event?.type === 'sum') expect(event.objects).toBeGreaterThan(0);
          settled += now;
        }
        const rest = ledger.giveUp({ code: 'answer-broken', status: 'failed' });
        expect(settled + rest.length).toBe(asked.length);
      }),
      300,
    );
  });
});

describe('unreadEvent', () => {
  it('tells of an object that the listing found unreadable', () => {
    const unread = { status: 'skipped', code: 'not-a-file' } as const;
    expect(unreadEvent({ key: 'pipe', sizeBytes: 0, unread }, unread)).toEqual({
      type: 'object',
      key: 'pipe',
      sizeBytes: 0,
      ...tallyOf(0),
      ms: 0,
      status: 'skipped',
      reason: 'not-a-file',
    });
  });
});
