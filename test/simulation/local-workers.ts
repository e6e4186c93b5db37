// Workers of the local engine without their threads. Requests and answers are copied as a
// thread's messages are, and they die as threads do.

import { InvocationError } from '../../src/errors/invocation-error.ts';
import { packAnswer, packTask, unpackAnswer, unpackTask } from '../../src/local/thread-messages.ts';
import type { InvokeWorker, ObjectStore } from '../../src/protocol/ports.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import type { Faults } from './faults.ts';

export function createLocalWorkers(store: ObjectStore, clock: Clock, faults: Faults): InvokeWorker {
  let invocations = 0;
  return async function* invoke(request, signal) {
    invocations += 1;
    const startedAt = clock.now();
    const task = unpackTask(structuredClone(packTask(request, String(invocations))));
    const doom = faults.strike('function-exits', `thread ${request.slices[0]?.key ?? ''}`);
    let left = doom?.whole(0, 8) ?? Number.POSITIVE_INFINITY;
    let isDead = false;
    const frames = work(task.request, { store, clock, requestId: task.requestId });
    for await (const frame of frames) {
      if (signal.aborted) break;
      left -= 1;
      isDead = left < 0;
      if (isDead) break;
      yield* unpackAnswer(structuredClone(packAnswer([frame])));
    }
    yield { type: 'billed', tier: 'worker', durationMs: clock.now() - startedAt };
    if (isDead) throw new InvocationError('worker-died', 'killed', { retryable: true });
  };
}
