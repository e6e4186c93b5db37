// Attempts at tasks: each invokes a worker, hears it out, and says what is left. Of a task's two workers only one counts.

import type { CascadeFrame } from '../../protocol/frame.ts';
import type { CircuitBreaker } from '../../scatter/circuit-breaker.ts';
import type { Clock } from '../../scatter/clock.ts';
import type { Fault } from '../../scatter/fault.ts';
import type { AttemptResult, Spawn } from '../../scatter/scatter.ts';
import type { WeightedSemaphore } from '../../scatter/weighted-semaphore.ts';
import type { Guesses } from './guesses.ts';
import type { Hedge } from './hedge-share.ts';
import type { Hedging } from './hedging.ts';
import type { LastBills } from './last-bills.ts';
import type { Heard, ListeningTo, ListenToWorker } from './listen-to-worker.ts';
import type { OwnedSlice } from './owned-slice.ts';
import type { ReadingCollector } from './reading-collector.ts';
import { restOfTask } from './rest-of-task.ts';
import { endRivalry } from './rivalry.ts';
import type { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { Outcome } from './slice-outcome.ts';
import { toRanges } from './sum-collector.ts';
import type { Task } from './task.ts';
import type { WorkerPlaces } from './worker-places.ts';

export interface AttemptPorts {
  readonly ledger: SliceLedger;
  readonly clock: Clock;
  readonly places: WorkerPlaces;
  readonly breaker: CircuitBreaker;
  readonly hedging: Hedging;
  readonly guesses: Guesses;
  readonly lastBills: LastBills;
  readonly reading: ReadingCollector;
  /** Tasks that Lambda refused, and that are to be asked for again. */
  readonly throttled: Set<Task>;
  /** Places for those workers that count parts of divided objects, if they may have to wait for one. */
  readonly dividing: WeightedSemaphore | undefined;
  /** Aborts when nothing more may be launched. */
  readonly launching: AbortSignal;
  readonly stopLaunching: () => void;
  readonly listen: ListenToWorker;
  readonly take: (outcome: Outcome, spawn: Spawn<Task>) => Promise<void> | undefined;
  readonly push: (frame: CascadeFrame) => Promise<void> | undefined;
}

type Attempt = (task: Task, spawn: Spawn<Task>) => Promise<AttemptResult<Task>>;

/** Nothing was to be done. */
const NONE: AttemptResult<Task> = { progressed: true };

/** Its worker goes on, but nothing is left for it. */
const NOTHING_LEFT: Heard = { ending: { ended: true, fault: undefined }, wasRun: true };

export function createAttempts(ports: AttemptPorts): Attempt {
  const { ledger, clock, places, breaker, hedging, guesses, lastBills, reading } = ports;
  const { throttled, dividing, launching, listen, take } = ports;

  /**
   * Which slice of a divided object is the best to begin changes with every other that ends. So none is begun
   * that would have to wait for a thread.
   */
  async function attemptFirst(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const isPart = task.slices.some(({ span }) => span);
    if (isPart) await dividing?.acquire(1, 1);
    try {
      if (launching.aborted) return { rest: task, progressed: false };
      return await attemptWithinBudget(task, spawn);
    } finally {
      if (isPart) dividing?.release(1);
    }
  }

  async function attemptWithinBudget(
    asked: Task,
    spawn: Spawn<Task>,
  ): Promise<AttemptResult<Task>> {
    const place = await places.take();
    if (!place) {
      ports.stopLaunching();
      return { rest: asked, progressed: false };
    }
    const task = await begin(asked, spawn);
    const lost = breaker.openFault();
    if (!lost) throttled.delete(asked);
    const decided = () => guesses.decided(asked);
    if (!lost && task.slices.length > 0) {
      const runner = hedging.begin(byIndex(task.slices));
      return await attemptNow(task, runner, { place, spawn, decided });
    }
    place.giveBack();
    decided();
    return lost ? { rest: task, progressed: false, fault: lost } : NONE;
  }

  /** The slices to ask a worker for, as the ledger has them. */
  async function begin(task: Task, spawn: Spawn<Task>): Promise<Task> {
    const slices: OwnedSlice[] = [];
    for (const asked of task.slices) {
      const { slice, ...outcome } = ledger.begin(asked);
      if (slice) slices.push(slice);
      else await take(outcome, spawn);
    }
    return { ...task, slices };
  }

  /** Frames about a slice that does not come up are dropped. */
  async function attemptGuess(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const place = await places.take();
    const isOfUse = place && !launching.aborted && !breaker.openFault();
    const runner = isOfUse ? guesses.begin(task, clock.now()) : undefined;
    if (place && runner) return await attemptNow(task, runner, { place, spawn });
    place?.giveBack();
    return NONE;
  }

  /** Whatever it comes to, the first worker's attempt goes on with what is left. */
  async function attemptSecond(
    task: Task,
    hedge: Hedge,
    spawn: Spawn<Task>,
  ): Promise<AttemptResult<Task>> {
    const place = await places.take();
    const { first } = hedge;
    const wanted = place && !launching.aborted && hedging.isRunning(first);
    const open = wanted ? hedging.shareOpen(first) : new Map<number, OwnedSlice>();
    if (!place || open.size === 0) {
      place?.giveBack();
      hedge.time.settle(0);
      return NONE;
    }
    reading.over(first.open);
    const second = hedging.begin(open, hedge);
    const { ending } = await hear({ ...task, slices: [...open.values()] }, second, {
      place,
      spawn,
    });
    return { progressed: second.hasProgressed, ...(ending.fault && { fault: ending.fault }) };
  }

  async function attemptNow(
    task: Task,
    runner: Runner,
    about: ListeningTo,
  ): Promise<AttemptResult<Task>> {
    const { ending, wasRun } = await hear(task, runner, about);
    about.decided?.();
    // Once its worker has come to an end, a second one that is still at it is the retry.
    if (runner.left().length > 0) await runner.rival?.over;
    const progressed = runner.hasProgressed || runner.rival?.hasProgressed === true;
    const left = runner.left().map(endOf);
    if (left.length === 0)
      return { progressed, ...(task.isGuess && ending.fault && { fault: ending.fault }) };

    const { rest, others, fault } = restOfTask(task, left, { ending, wasRun, progressed });
    about.spawn(others);
    if (fault?.patience === 'throttling') throttled.add(rest);
    if (!launching.aborted && fault?.retryable) await reportRetry(left, fault);
    return { rest, progressed, ...(fault && { fault }) };
  }

  async function hear(task: Task, runner: Runner, about: ListeningTo): Promise<Heard> {
    let heard: Heard | undefined;
    try {
      heard = await lastBills.hear(runner, listen(task, runner, about));
    } finally {
      // It takes no slice any more once it is over.
      guesses.end(runner);
      hedging.end(runner);
    }
    return heard ?? NOTHING_LEFT;
  }

  function endOf(slice: OwnedSlice): OwnedSlice {
    return endRivalry(slice, ledger.dividedObject(slice.object));
  }

  async function reportRetry(left: readonly OwnedSlice[], fault: Fault): Promise<void> {
    const { code, message } = fault;
    const ranges = toRanges([...new Set(left.map((slice) => slice.object))]);
    await ports.push({ type: 'retried', code, message, ranges });
  }

  return async (task, spawn) => {
    if (task.hedge) return await attemptSecond(task, task.hedge, spawn);
    if (task.isGuess) return await attemptGuess(task, spawn);
    return await attemptFirst(task, spawn);
  };
}

function byIndex(slices: readonly OwnedSlice[]): Map<number, OwnedSlice> {
  const indexed = new Map<number, OwnedSlice>();
  slices.forEach((slice, index) => void indexed.set(index, slice));
  return indexed;
}
