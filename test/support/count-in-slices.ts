// Counts an object in slices of any size, through the real cascade and worker.

import type { WordRule } from '../../src/counting/word-rule.ts';
import type { WorkerRequest } from '../../src/protocol/request.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from './cascading.ts';
import { createMemoryStore } from './memory-store.ts';

/** Settles one object, cut into slices of at most `sliceBytes` of plain text's cost. */
export async function countInSlices(
  bytes: Uint8Array,
  sliceBytes: number | undefined,
  words: WordRule = 'wc',
) {
  const store = createMemoryStore({ object: bytes });
  const clock = createVirtualClock();
  const requests: WorkerRequest[] = [];
  const { settled } = await finishCascade(
    startCascade(
      store.refs(),
      (request) => {
        requests.push(request);
        return work(request, { store, clock, requestId: 'w' });
      },
      { ...(sliceBytes !== undefined && { sliceBytes }), workers: 3, words },
    ),
  );
  return { settled: settled[0], requests };
}
