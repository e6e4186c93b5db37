// Sees tasks through workers: what comes of each attempt, what is asked for next, and when to give up.

import type { CascadeFrame } from '../../protocol/frame.ts';
import type { InvokeWorker } from '../../protocol/ports.ts';
import type { CascadeRequest } from '../../protocol/request.ts';
import { createCircuitBreaker } from '../../scatter/circuit-breaker.ts';
import type { Clock } from '../../scatter/clock.ts';
import type { Fault } from '../../scatter/fault.ts';
import type { Spawn } from '../../scatter/scatter.ts';
import { createWeightedSemaphore } from '../../scatter/weighted-semaphore.ts';
import { createAttempts } from './attempts.ts';
import { createGuesses } from './guesses.ts';
import { createHedging } from './hedging.ts';
import { createLastBills } from './last-bills.ts';
import { createListening } from './listen-to-worker.ts';
import { createReadingCollector } from './reading-collector.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { Outcome, SettledObject } from './slice-outcome.ts';
import { type Task, toSecondTask, toTasks } from './task.ts';
import type { WorkerPlaces } from './worker-places.ts';

export interface TaskPorts {
  readonly invokeWorker: InvokeWorker;
  /** Whether the budget allows for another worker. */
  readonly places: WorkerPlaces;
  readonly clock: Clock;
  readonly ledger: SliceLedger;
  readonly sliceBytes: number | undefined;
  /** How many workers run at the same time, if those that are invoked may have to wait. */
  readonly parallelWorkers?: number | undefined;
  /** Aborts when nothing more may be launched. */
  readonly launching: AbortSignal;
  readonly stopLaunching: () => void;
  /** Aborts when no worker's answer is waited for any more. */
  readonly listening: AbortSignal;
  readonly settle: (settled: SettledObject) => Promise<void> | undefined;
  readonly push: (frame: CascadeFrame) => Promise<void> | undefined;
}

/** After this many such slices it is the worker that is broken, and not the slices. */
const MAX_BLAMED = 3;

export function createTaskCounting(request: CascadeRequest, ports: TaskPorts) {
  const { ledger, launching, clock, sliceBytes, parallelWorkers } = ports;
  const breaker = createCircuitBreaker(MAX_BLAMED);
  const reading = createReadingCollector(request.objects, ledger);
  const throttled = new Set<Task>();
  const dividing =
    parallelWorkers === undefined ? undefined : createWeightedSemaphore(parallelWorkers);
  /** Threads of a worker, as the last one has told. */
  let workerThreads = 1;
  let idleWorkers = 0;
  let spawnMore: Spawn<Task> = () => {};
  const lastBills = createLastBills(request.objects.length, clock, ports.listening);
  const { listening } = lastBills;
  const hedging = createHedging({
    ...{ ledger, clock, sliceBytes, launching },
    share: (request.hedgePercent ?? 0) / 100,
    idleWorkers: () => (throttled.size > 0 ? 0 : idleWorkers - lastBills.needless()),
    launch: (hedge) => spawnMore([toSecondTask(hedge)]),
  });
  const guesses = createGuesses({ ledger, sliceBytes, confirmed: hedging.enter });
  const { invokeWorker, push } = ports;
  const listen = createListening(request, {
    ...{ ledger, sliceBytes, reading, breaker, hedging, guesses, dividing, listening },
    ...{ invokeWorker, push, take },
    onHello({ threads = 1 }) {
      workerThreads = threads;
    },
  });
  const { places, stopLaunching } = ports;
  const attempt = createAttempts({
    ...{ ledger, clock, places, breaker, hedging, guesses, lastBills, reading },
    ...{ throttled, dividing, launching, stopLaunching, listen, take, push },
  });

  function take(outcome: Outcome, spawn: Spawn<Task>): Promise<void> | undefined {
    if (outcome.more) spawn(toTasks(guesses.confirm(outcome.more), workerThreads));
    if (outcome.settled) lastBills.settled();
    return outcome.settled && ports.settle(outcome.settled);
  }

  async function giveUp(task: Task, fault: Fault, spawn: Spawn<Task>): Promise<Task | undefined> {
    throttled.delete(task);
    // The caller asks again for what an interrupted or late cascade has not begun.
    if (launching.aborted) return undefined;
    breaker.recordFailure(fault);
    const [first, ...others] = task.slices;
    const blamesOne = task.careful && task.blamed + 1 < MAX_BLAMED && !breaker.openFault();
    if (first && others.length > 0 && blamesOne) {
      await take(ledger.giveUp(first, fault), spawn);
      return { ...task, slices: others, careful: true, blamed: task.blamed + 1 };
    }
    for (const slice of task.slices) await take(ledger.giveUp(slice, fault), spawn);
    return undefined;
  }

  return {
    attempt,
    giveUp,
    onRoom(places: number, spawn: Spawn<Task>): void {
      idleWorkers = places;
      spawnMore = spawn;
    },
    watchStragglers: hedging.watch,
    close: lastBills.close,
    expect: guesses.expect,
    mayDivide: guesses.mayDivide,
    needless: lastBills.needless,
    isAllSettled: lastBills.isAllSettled,
    /** How far what has no outcome is. */
    figures: () => ({
      ...reading.figures(),
      ...(throttled.size > 0 && { waiting: 'throttled' as const }),
    }),
  };
}
