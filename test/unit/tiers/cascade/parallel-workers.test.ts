// Slices of a gzip member where more workers are invoked than can run: each slice is chosen as late as can be.

import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { seededText } from '../../../support/seeded.ts';

const TEXT = seededText(300_000);
const MEMBER = gzipSync(TEXT, { memLevel: 3 });

async function count(parallelWorkers: number) {
  const store = createMemoryStore({ object: MEMBER });
  const clock = createVirtualClock();
  const sought: boolean[] = [];
  let running = 0;
  let mostRunning = 0;
  async function* worker(request: WorkerRequest): AsyncGenerator<WorkerFrame> {
    sought.push(request.slices[0]?.seek !== undefined);
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    yield* work(request, { store, clock, requestId: 'w' });
    running -= 1;
  }
  const changes = { sliceBytes: MEMBER.length / 5, workers: 6, parallelWorkers };
  const { settled } = await finishCascade(startCascade(store.refs(), worker, changes));
  expect(settled).toMatchObject([{ type: 'object', count: wcReference(TEXT) }]);
  return { sought, mostRunning };
}

it('one worker knows the beginning of each of its slices', async () => {
  const { sought, mostRunning } = await count(1);
  expect(mostRunning).toBe(1);
  expect(sought.length).toBeGreaterThan(3);
  expect(sought).not.toContain(true);
});

it('of two workers one seeks, and the other one goes on from the left', async () => {
  const { sought, mostRunning } = await count(2);
  expect(mostRunning).toBe(2);
  expect(sought).toContain(true);
  expect(sought.filter((isSought) => !isSought).length).toBeGreaterThan(1);
});
