// Plans a run's batches as its listing goes on and its workers become free.

import type { Engine } from '../events/run-event.ts';
import { costOf, mayBeDividable } from '../formats/counting-cost.ts';
import { createBacklog } from '../planning/backlog.ts';
import {
  LAMBDA_OVERHEADS,
  type Overheads,
  THREAD_OVERHEADS,
  totalCost,
} from '../planning/fair-share.ts';
import { type BatchLimits, type PlannedBatch, planRound } from '../planning/plan-round.ts';
import type { RunningWork } from '../planning/water-level.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { Clock } from '../scatter/clock.ts';
import type { WeightedSemaphore } from '../scatter/weighted-semaphore.ts';

export interface PlanningRequest {
  readonly engine: Engine;
  readonly cascades: number;
  readonly maxTaskSlices: number;
  readonly batches: BatchLimits & LookAhead;
}

export interface LookAhead {
  /** How long the first plan waits for the end of the listing, once its first page is there. */
  readonly lookAheadMs: number;
  /** The listing waits while so many objects are in no batch; that bounds the memory for them. */
  readonly maxWaiting: number;
}

export interface PlanningPorts<Batch> {
  readonly slots: WeightedSemaphore;
  /** Takes on a batch as soon as it has workers, which may be before its turn comes. */
  readonly open: (batch: ReadyBatch) => Batch;
  /** The batches that are not finished. */
  readonly running: () => readonly RunningWork[];
  readonly clock: Clock;
  /** When it aborts, batches have no workers. */
  readonly signal: AbortSignal;
}

/** A batch that has its workers already. */
export interface ReadyBatch extends PlannedBatch<ListedObject> {
  readonly cost: number;
  /** Whether others wait for workers. */
  readonly leavesWorkers: boolean;
}

/** Yields each object once. */
export async function* planBatches<Batch>(
  pages: AsyncIterable<readonly ListedObject[]>,
  { engine, cascades, maxTaskSlices, batches: limits }: PlanningRequest,
  { slots, open, running, clock, signal }: PlanningPorts<Batch>,
): AsyncGenerator<Batch> {
  const overheads = overheadsOf(engine);
  const costs = {
    costOf: costOfObject,
    isDividable: ({ key }: ListedObject) => mayBeDividable(key),
    maxTaskSlices,
    overheads,
  };
  const backlog = createBacklog(costOfObject, overheads.opening);
  const over = new AbortController();
  let isListed = false;
  let failure: { error: unknown } | undefined;
  let wake = () => {};
  let goOn = () => {};

  async function read(): Promise<void> {
    for await (const page of pages) {
      if (over.signal.aborted) return;
      backlog.add(page);
      wake();
      while (backlog.objects() >= limits.maxWaiting && !over.signal.aborted) {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
    }
  }

  function woken(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  async function lookAhead(): Promise<void> {
    while (backlog.objects() === 0 && !isListed) await woken();
    let isDue = limits.lookAheadMs === 0;
    if (isDue) return;
    void clock.sleep(limits.lookAheadMs, over.signal).then(() => {
      isDue = true;
      wake();
    });
    while (!isListed && !isDue && backlog.objects() < limits.maxWaiting) await woken();
  }

  async function planNext(): Promise<PlannedBatch<ListedObject>[]> {
    const others = running();
    const places = Math.max(1, cascades - others.length);
    if (signal.aborted) {
      const state = { free: places, cascades: places, running: [], isAllKnown: isListed };
      const planned = planRound(backlog, state, limits, costs);
      return planned.map(({ objects }) => ({ objects, workers: 0 }));
    }
    const atLeast = Math.max(1, Math.floor(slots.total() / cascades));
    const free = await slots.acquire(slots.total(), atLeast);
    const state = { free, cascades: places, running: running(), isAllKnown: isListed };
    const planned = planRound(backlog, state, limits, costs);
    slots.release(free - planned.reduce((sum, { workers }) => sum + workers, 0));
    return planned;
  }

  const reading = read().catch((error) => {
    failure = { error };
  });
  void reading.then(() => {
    isListed = true;
    wake();
  });
  try {
    await lookAhead();
    for (;;) {
      if (backlog.objects() > 0) {
        const planned = await planNext();
        goOn();
        const leavesWorkers = !isListed || backlog.objects() > 0;
        yield* planned.map((batch) => {
          const cost = totalCost(batch.objects.map(costOfObject), overheads);
          return open({ ...batch, cost, leavesWorkers });
        });
      } else if (isListed) {
        break;
      } else {
        await woken();
      }
    }
    if (failure) throw failure.error;
  } finally {
    over.abort();
    goOn();
  }
}

export function overheadsOf(engine: Engine): Overheads {
  return engine === 'lambda' ? LAMBDA_OVERHEADS : THREAD_OVERHEADS;
}

function costOfObject({ key, sizeBytes: end }: ListedObject): number {
  return costOf({ key, start: 0, end });
}
