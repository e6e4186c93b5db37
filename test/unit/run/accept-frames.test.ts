import { expect, it } from 'vitest';
import { acceptFrames } from '../../../src/run/accept-frames.ts';
import { BatchLedger } from '../../../src/run/ledger.ts';
import { createReadingReport } from '../../../src/run/reading-report.ts';
import { createThrottlingNotice } from '../../../src/run/throttling-notice.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';
import { objectCheckpointFrame } from '../../support/frames.ts';

const ASKED = [
  { key: 'a', sizeBytes: 100 },
  { key: 'b', sizeBytes: 100 },
];

it('keeps the checkpoint of the highest number, whichever comes last', async () => {
  const ledger = new BatchLedger(ASKED);
  const emit = async () => undefined;
  const reading = createReadingReport({ emit, clock: createVirtualClock() });
  const throttling = createThrottlingNotice(emit, () => 0);
  const progress: unknown[] = [];
  const { accept } = acceptFrames(ledger, ASKED, {
    ...{ emit, reading, throttling, nowMs: () => 0, isRetry: false, workers: () => 2 },
    onProgress: (frame) => progress.push(frame),
  });
  const newest = [
    objectCheckpointFrame(0, 3, { number: 0 }),
    objectCheckpointFrame(0, 5, { number: 1 }),
    // Each object has numbers of its own.
    objectCheckpointFrame(1, 2, { number: 0 }),
  ] as const;
  const [first, newer, other] = newest;
  await accept(first);
  await accept(newer);
  await accept(objectCheckpointFrame(0, 4, { number: 1 }));
  await accept(objectCheckpointFrame(0, 3, { number: 0 }));
  await accept(other);
  expect(progress).toEqual(newest);
  expect(ledger.remaining().map((object) => ledger.toAsk(object))).toMatchObject([
    { key: 'a', divided: newer.state },
    { key: 'b', divided: objectCheckpointFrame(1, 2).state },
  ]);
});
