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
  const { accept } = acceptFrames(ledger, ASKED, {
    ...{ emit, reading, throttling, nowMs: () => 0, isRetry: false, workers: 2 },
  });
  const newer = objectCheckpointFrame(0, 5, { number: 1 });
  expect(await accept(objectCheckpointFrame(0, 3, { number: 0 }))).toBe(true);
  expect(await accept(newer)).toBe(true);
  expect(await accept(objectCheckpointFrame(0, 4, { number: 1 }))).toBe(false);
  expect(await accept(objectCheckpointFrame(0, 3, { number: 0 }))).toBe(false);
  // Each object has numbers of its own.
  expect(await accept(objectCheckpointFrame(1, 2, { number: 0 }))).toBe(true);
  expect(ledger.remaining().map((object) => ledger.toAsk(object))).toMatchObject([
    { key: 'a', divided: newer.state },
    { key: 'b', divided: objectCheckpointFrame(1, 2).state },
  ]);
});
