// Sees tasks through workers: one attempt at a time, or two of which one counts, what is left of it, and when to
// give up.

import type { CascadeFrame } from '../../protocol/frame.ts';
import type { InvokeWorker } from '../../protocol/ports.ts';
import type { CascadeRequest } from '../../protocol/request.ts';
import { anySignal } from '../../scatter/any-signal.ts';
import { createCircuitBreaker } from '../../scatter/circuit-breaker.ts';
import type { Clock } from '../../scatter/clock.ts';
import type { Fault } from '../../scatter/fault.ts';
import type { AttemptResult, Spawn } from '../../scatter/scatter.ts';
import { createWeightedSemaphore } from '../../scatter/weighted-semaphore.ts';
import { createGuesses } from './guesses.ts';
import { createHedging } from './hedging.ts';
import { createLastBills } from './last-bills.ts';
import { createListening, type Heard, type ListeningTo } from './listen-to-worker.ts';
import type { OwnedSlice } from './owned-slice.ts';
import { createReadingCollector } from './reading-collector.ts';
import { restOfTask } from './rest-of-task.ts';
import { endRivalry } from './rivalry.ts';
import { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { Outcome, SettledObject } from './slice-outcome.ts';
import { toRanges } from './sum-collector.ts';
import { partsOf, type Task, toSecondTask, toTasks } from './task.ts';
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
  const { ledger, launching, clock, sliceBytes } = ports;
  const breaker = createCircuitBreaker(MAX_BLAMED);
  const reading = createReadingCollector(request.objects, ledger);
  /** Tasks that Lambda refused, and that are to be asked for again. */
  const throttled = new Set<Task>();
  /** Workers of which nobody knows yet whether they will divide what they count. */
  const undecided = new Set<Task>();
  const { parallelWorkers } = ports;
  const dividing =
    parallelWorkers === undefined ? undefined : createWeightedSemaphore(parallelWorkers);
  /** Threads of a worker, as the last one has told. */
  let workerThreads = 1;
  let idleWorkers = 0;
  let spawnMore: Spawn<Task> = () => {};
  /** Workers that go on with nothing left. Only for what they are billed are they listened to, until all is counted. */
  const released = new Set<Promise<unknown>>();
  const allCounted = new AbortController();
  const listening = anySignal(ports.listening, allCounted.signal);
  const lastBills = createLastBills(request.objects.length, clock, listening);
  const hedging = createHedging({
    ...{ ledger, clock, sliceBytes, launching },
    share: (request.hedgePercent ?? 0) / 100,
    idleWorkers: () => (throttled.size > 0 ? 0 : idleWorkers - released.size),
    launch: (runner) => spawnMore([toSecondTask(runner)]),
  });
  const guesses = createGuesses();
  const { invokeWorker, push } = ports;
  const listen = createListening(request, {
    ...{ ledger, sliceBytes, reading, breaker, hedging, guesses, dividing, listening },
    ...{ invokeWorker, push, take },
    onHello({ threads = 1 }) {
      workerThreads = threads;
    },
  });

  function take(outcome: Outcome, spawn: Spawn<Task>): Promise<void> | undefined {
    if (outcome.more) spawn(toTasks(notBegun(outcome.more), workerThreads));
    if (outcome.settled) lastBills.settled();
    return outcome.settled && ports.settle(outcome.settled);
  }

  /** The slices of an object at which no worker is that was invoked for them before they were known. */
  function notBegun(more: readonly OwnedSlice[]): OwnedSlice[] {
    const left = more.filter((waiting) => {
      const runner = guesses.at(waiting);
      const { slice } = runner ? ledger.begin(waiting) : {};
      if (!runner || !slice) return true;
      guesses.confirm(runner, slice);
      hedging.enter(runner);
      return false;
    });
    for (const { object } of more.slice(0, 1)) guesses.decided(object);
    return left;
  }

  /**
   * Which slice of a divided object is the best to begin changes with every other that ends. So none is begun
   * that would have to wait for a thread.
   */
  async function attempt(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    if (task.hedges) return await attemptSecond(task, task.hedges, spawn);
    if (task.isWarmUp) return await warmUp(task, spawn);
    if (task.isGuess) return await attemptGuess(task, spawn);
    const isPart = task.slices.some(({ span }) => span);
    if (isPart) await dividing?.acquire(1, 1);
    try {
      if (launching.aborted) return { rest: task, progressed: false };
      return await attemptWithinBudget(task, spawn);
    } finally {
      if (isPart) dividing?.release(1);
    }
  }

  /** Nothing hangs on what comes of it. */
  async function warmUp(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const place = await ports.places.take();
    if (!place) return { progressed: true };
    const isOfUse = undecided.size > 0 && !launching.aborted;
    const runner = new Runner(new Map(), clock.now());
    if (isOfUse) await hear(runner, listen(task, runner, { place, spawn }));
    else place.giveBack();
    return { progressed: true };
  }

  /** Frames about a slice that does not come up are dropped. */
  async function attemptGuess(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const place = await ports.places.take();
    const [slice] = task.slices;
    const isOfUse = place && slice && !launching.aborted && !breaker.openFault();
    const runner = isOfUse && guesses.begin(slice, clock.now());
    if (place && runner) return await attemptNow(task, { place, spawn }, runner);
    place?.giveBack();
    return { progressed: true };
  }

  async function attemptWithinBudget(
    asked: Task,
    spawn: Spawn<Task>,
  ): Promise<AttemptResult<Task>> {
    const place = await ports.places.take();
    if (!place) {
      ports.stopLaunching();
      return { rest: asked, progressed: false };
    }
    const task = await begin(asked, spawn);
    const lost = breaker.openFault();
    if (!lost) throttled.delete(asked);
    const decided = () => decide(asked);
    if (!lost && task.slices.length > 0) {
      return await attemptNow(task, { place, spawn, decided });
    }
    place.giveBack();
    decided();
    return lost ? { rest: task, progressed: false, fault: lost } : { progressed: true };
  }

  /** To be told that a task's worker will divide nothing any more, as far as can be told. */
  function decide(task: Task): void {
    if (!undecided.delete(task)) return;
    for (const { object } of task.slices) guesses.decided(object);
  }

  async function attemptNow(
    task: Task,
    about: ListeningTo,
    runner: Runner = hedging.begin(byIndex(task.slices)),
  ): Promise<AttemptResult<Task>> {
    const { spawn, decided } = about;
    const { ending, wasRun } = await hear(runner, listen(task, runner, about));
    decided?.();
    // Once its worker has come to an end, a second one that is still at it is the retry.
    if (runner.left().length > 0) await runner.rival?.over;
    const progressed = runner.hasProgressed || runner.rival?.hasProgressed === true;
    const left = runner.left().map(endOf);
    if (left.length === 0)
      return { progressed, ...(task.isGuess && ending.fault && { fault: ending.fault }) };

    const { rest, others, fault } = restOfTask(task, left, { ending, wasRun, progressed });
    spawn(others);
    if (fault?.patience === 'throttling') throttled.add(rest);
    if (!launching.aborted && fault?.retryable) await reportRetry(left, fault);
    return { rest, progressed, ...(fault && { fault }) };
  }

  function endOf(slice: OwnedSlice): OwnedSlice {
    return endRivalry(slice, ledger.dividedObject(slice.object));
  }

  /** The first worker's attempt goes on with what is left, however this one ends. */
  async function attemptSecond(
    task: Task,
    first: Runner,
    spawn: Spawn<Task>,
  ): Promise<AttemptResult<Task>> {
    const place = await ports.places.take();
    const wanted = place && !launching.aborted && hedging.isRunning(first);
    const open = wanted ? hedging.shareOpen(first) : new Map<number, OwnedSlice>();
    if (!place || open.size === 0) {
      place?.giveBack();
      return { progressed: true };
    }
    reading.over(first.open);
    const second = hedging.begin(open, first);
    const slices = [...open.values()];
    const { ending } = await hear(second, listen({ ...task, slices }, second, { place, spawn }));
    return { progressed: second.hasProgressed, ...(ending.fault && { fault: ending.fault }) };
  }

  /** How a worker's answer ended, or that it is no longer listened to because nothing is left for it. */
  async function hear(runner: Runner, listening: Promise<Heard>): Promise<Heard> {
    let heard: Heard | undefined;
    try {
      heard = await Promise.race([listening, runner.released, lastBills.over]);
    } finally {
      // It takes no slice any more once it is over.
      guesses.end(runner);
      hedging.end(runner, heard === undefined);
    }
    if (heard) return heard;
    // Nothing that it says is needed.
    const forBill = listening.catch(() => undefined).finally(() => released.delete(forBill));
    released.add(forBill);
    return { ending: { ended: true, fault: undefined }, wasRun: true };
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

  async function reportRetry(left: readonly OwnedSlice[], fault: Fault): Promise<void> {
    const { code, message } = fault;
    const ranges = toRanges([...new Set(left.map((slice) => slice.object))]);
    await ports.push({ type: 'retried', code, message, ranges });
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
    /** Stops listening to workers that are not needed any more; what they are billed stays unknown. */
    async close(): Promise<void> {
      allCounted.abort();
      await Promise.all(released);
    },
    /** To be told of the tasks before they are begun. */
    expect(tasks: readonly Task[]) {
      for (const task of tasks) {
        if (partsOf(task, sliceBytes) > 0) undecided.add(task);
      }
    },
    /** How many workers run beyond those that tasks wait for. */
    needless: () => released.size,
    /** Whether more tasks may soon come up. */
    mayDivide: () => undecided.size > 0,
    /** How far what has no outcome is. */
    figures: () => ({
      ...reading.figures(),
      ...(throttled.size > 0 && { waiting: 'throttled' as const }),
    }),
  };
}

function byIndex(slices: readonly OwnedSlice[]): Map<number, OwnedSlice> {
  const indexed = new Map<number, OwnedSlice>();
  slices.forEach((slice, index) => void indexed.set(index, slice));
  return indexed;
}
