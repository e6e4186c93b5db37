// The batches that are not finished, and the workers that they have.

import { createWeightedSemaphore, type WeightedSemaphore } from '../scatter/weighted-semaphore.ts';
import { BatchLedger } from './ledger.ts';
import type { ReadyBatch } from './plan-batches.ts';
import type { RunJournal } from './run-journal.ts';

/** A batch of which something is still to be counted. */
export interface OpenBatch {
  readonly ledger: BatchLedger;
  /** The counting cost of the whole batch. */
  readonly cost: number;
  readonly leavesWorkers: boolean;
  /** The workers that it has at present. */
  workers: number;
}

export interface OpenBatches {
  /** The workers of the whole run. */
  readonly slots: WeightedSemaphore;
  /** Takes on a batch that has its workers already. */
  open(batch: ReadyBatch, journal: RunJournal | undefined): OpenBatch;
  /** To be told when no other batch will be opened. */
  allOpen(): void;
  /** To be told when a batch has a place among the cascades, or will not need one. */
  begin(batch: OpenBatch): void;
  /** Gives the workers of a batch back, all but so many. */
  leave(batch: OpenBatch, workers?: number): void;
  /** Waits for workers for a batch that has a place and none of them. */
  acquireAgain(wanted: number, atLeast: number): Promise<number>;
  finish(batch: OpenBatch): void;
  running(): Iterable<OpenBatch>;
  /** Whether no batch will run besides the one that does. */
  isLast(): boolean;
}

/** `workers` is how many the run may have at the outset. */
export function createOpenBatches(workers: number): OpenBatches {
  const slots = createWeightedSemaphore(workers);
  const running = new Set<OpenBatch>();
  /** Those that have workers, or had, and have not begun: they wait for a place among the cascades. */
  const unbegun = new Set<OpenBatch>();
  /** How many batches have a place and wait for workers. */
  let waiting = 0;
  let isAllOpen = false;

  function leave(batch: OpenBatch, left = 0): void {
    if (left >= batch.workers) return;
    slots.release(batch.workers - left);
    batch.workers = left;
  }

  return {
    slots,
    open({ objects, ...about }, journal) {
      const batch = { ...about, ledger: new BatchLedger(objects, journal) };
      running.add(batch);
      unbegun.add(batch);
      if (waiting > 0) leave(batch);
      return batch;
    },
    allOpen() {
      isAllOpen = true;
    },
    begin(batch) {
      unbegun.delete(batch);
    },
    leave,
    /**
     * A batch may hold workers while it waits for the place of one that has it and waits for workers. So the latter
     * goes first.
     */
    async acquireAgain(wanted, atLeast) {
      const acquiring = slots.acquireFirst(wanted, atLeast);
      waiting += 1;
      for (const batch of unbegun) leave(batch);
      const acquired = await acquiring;
      waiting -= 1;
      return acquired;
    },
    finish(batch) {
      running.delete(batch);
    },
    running: () => running,
    isLast: () => isAllOpen && running.size <= 1,
  };
}
