// Whole cascades with second workers: whatever workers do, every object is settled once, and no byte counts twice.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { BilledFrame, WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { Slice, WorkerRequest } from '../../../../src/protocol/request.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import {
  checkpointFrame,
  countFrame,
  END,
  HELLO,
  sliceFailedFrame,
} from '../../../support/frames.ts';
import { checkProperty } from '../../../support/seeded.ts';

const LOST = new InvocationError('answer-broken', 'connection lost', { retryable: true });

/** A worker costs a dollar, and ten at its worst. */
const RATES = { perInvocation: 0, perBilledMs: 1, perStoreRequest: 0, worst: 10 };

/** The way of a worker through one of its slices; places are parts of the slice. */
const way = fc.record({
  parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
  ms: fc.constantFrom(0, 10, 10, 10, 30, 2_000, 20_000),
  splits: fc.boolean(),
  ending: fc.oneof(
    { weight: 8, arbitrary: fc.constant('counts') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('dies', 'leaves', 'fails', 'fails for now', 'says all twice'),
    },
  ),
});
type Way = typeof way extends fc.Arbitrary<infer T> ? T : never;

/** The frames about a slice, each word of which is one byte. */
function framesOf(slice: Slice, index: number, { parts, splits, ending }: Way, maySplit: boolean) {
  const frames: WorkerFrame[] = [];
  const places = [
    ...new Set(parts.map((part) => Math.floor(slice.start + part * (slice.end - slice.start)))),
  ]
    .filter((place) => place > slice.start && place < slice.end)
    .sort((a, b) => a - b);
  let { start: at, end } = slice;
  const last = places.at(-1);
  if (splits && maySplit && last !== undefined) {
    places.pop();
    frames.push({ type: 'split', slice: index, starts: [last], format: 'plain' });
    end = last;
  }
  for (const place of places) {
    frames.push(checkpointFrame(index, place - at, { start: { at }, next: { at: place } }));
    at = place;
  }
  if (ending.startsWith('fails')) {
    frames.push(sliceFailedFrame(index, { retryable: ending !== 'fails', start: at, words: 0 }));
  } else if (ending !== 'dies' && ending !== 'leaves') {
    frames.push(countFrame(index, end - at, { start: at, end }));
  }
  return ending === 'says all twice' ? frames.flatMap((frame) => [frame, frame]) : frames;
}

it('settle every object once, and count no byte twice', async () => {
  const input = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 14 }),
    ways: fc.array(way, { maxLength: 60 }),
    workers: fc.integer({ min: 1, max: 8 }),
    maxTaskSlices: fc.integer({ min: 1, max: 4 }),
    sliceBytes: fc.constantFrom(undefined, 20),
    dollars: fc.oneof(fc.constant(undefined), fc.integer({ min: 10, max: 120 })),
  });
  let hedged = 0;
  await checkProperty(
    fc.asyncProperty(
      input,
      async ({ sizes, ways, workers, maxTaskSlices, sliceBytes, dollars }) => {
        const clock = createVirtualClock();
        const rest = ways.values();
        async function* work(
          { slices, ...request }: WorkerRequest,
          signal: AbortSignal,
        ): AsyncGenerator<WorkerFrame | BilledFrame> {
          yield HELLO;
          for (const [index, slice] of slices.entries()) {
            const each: Way = rest.next().value ?? {
              parts: [],
              ms: 10,
              splits: false,
              ending: 'counts',
            };
            for (const frame of framesOf(slice, index, each, request.sliceBytes !== undefined)) {
              await clock.sleep(each.ms, signal);
              if (signal.aborted) return yield { type: 'billed' };
              yield frame;
            }
            if (each.ending === 'dies') throw LOST;
            if (each.ending === 'leaves') break;
          }
          yield END;
          yield { type: 'billed', billedMs: 1 };
        }
        const objects = sizes.map((sizeBytes, index) => ({ key: `k${index}`, sizeBytes }));
        const { frames, settled } = await finishCascade(
          startCascade(objects, work, {
            ...{ clock, workers, maxTaskSlices, hedgePercent: 10_000 },
            ...(sliceBytes && { sliceBytes }),
            ...(dollars && { budget: { dollars, rates: RATES } }),
          }),
        );
        if (frames.some((frame) => frame.type === 'launched' && frame.isHedge)) hedged += 1;
        const end = frames.at(-1);
        expect(end?.type).toBe('end');
        const isExhausted = end?.type === 'end' && end.overBudget === true;
        const keys = settled.map(({ object }) => object);
        expect(new Set(keys).size).toBe(keys.length);
        if (!isExhausted) expect(keys).toHaveLength(objects.length);
        expect(isExhausted && dollars === undefined).toBe(false);
        for (const frame of settled) {
          const { sizeBytes = 0 } = objects[frame.object] ?? {};
          if (frame.type === 'object') expect(frame.count.words).toBe(sizeBytes);
          else expect(frame.count?.words ?? 0).toBeLessThanOrEqual(sizeBytes);
        }
        if (!ways.some(({ ending }) => ending === 'fails')) {
          const failed = settled.filter(({ type }) => type === 'failed');
          // Each has been tried several times.
          expect(failed.length).toBeLessThanOrEqual(
            ways.filter(({ ending }) => ending !== 'counts').length / 3,
          );
        }
      },
    ),
    300,
  );
  expect(hedged).toBeGreaterThan(20);
});
