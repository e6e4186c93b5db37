// Sees tasks through workers: one attempt at a time, what is left of it, and when to give up.

import { costOf, mayBeDividable } from '../../formats/counting-cost.ts';
import type { BilledFrame, CascadeFrame, WorkerFrame } from '../../protocol/frame.ts';
import type { InvokeWorker } from '../../protocol/ports.ts';
import type { CascadeRequest, WorkerRequest } from '../../protocol/request.ts';
import { faultOfAttempt, readAnswer } from '../../scatter/attempt.ts';
import { createCircuitBreaker, isBrokenOff } from '../../scatter/circuit-breaker.ts';
import { type Fault, RETURNED_UNFINISHED } from '../../scatter/fault.ts';
import type { AttemptResult, Spawn } from '../../scatter/scatter.ts';
import { createWeightedSemaphore } from '../../scatter/weighted-semaphore.ts';
import { type OwnedSlice, toWorkerSlice } from './owned-slice.ts';
import { createReadingCollector } from './reading-collector.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { Outcome, SettledObject, SliceFrame } from './slice-outcome.ts';
import { toRanges } from './sum-collector.ts';

/** What one worker invocation is given. */
export interface Task {
  readonly slices: readonly OwnedSlice[];
  /** After a worker broke off: one slice at a time, so that it is known which one it broke at. */
  readonly careful: boolean;
  /** How many slices in a row were given up because a worker broke at each. */
  readonly blamed: number;
  /** Whether an earlier worker has left it. */
  readonly isRetry?: true;
  /** Whether it has no slices, and only lets an environment begin. */
  readonly isWarmUp?: true;
}

export interface TaskPorts {
  readonly invokeWorker: InvokeWorker;
  readonly ledger: SliceLedger;
  readonly sliceBytes: number | undefined;
  /** How many workers run at the same time, if those that are invoked may have to wait. */
  readonly parallelWorkers?: number | undefined;
  /** Aborts when nothing more may be launched. */
  readonly launching: AbortSignal;
  /** Aborts when no worker's answer is waited for any more. */
  readonly listening: AbortSignal;
  readonly settle: (settled: SettledObject) => Promise<void> | undefined;
  readonly push: (frame: CascadeFrame) => Promise<void>;
}

/** After this many such slices it is the worker that is broken, and not the slices. */
const MAX_BLAMED = 3;

export function createTaskCounting(request: CascadeRequest, ports: TaskPorts) {
  const { ledger, launching } = ports;
  const breaker = createCircuitBreaker(MAX_BLAMED);
  const reading = createReadingCollector(request.objects, ledger);
  /** What Lambda refused, and is to be asked for again. */
  const throttled = new Set<Task>();
  /** Workers of which nobody knows yet whether they will divide what they count. */
  const undecided = new Set<Task>();
  const { parallelWorkers } = ports;
  const dividing =
    parallelWorkers === undefined ? undefined : createWeightedSemaphore(parallelWorkers);
  let invocations = 0;

  function take(outcome: Outcome, spawn: Spawn<Task>): Promise<void> | undefined {
    if (outcome.more) spawn(outcome.more.map((slice) => toTask([slice])));
    return outcome.settled && ports.settle(outcome.settled);
  }

  /**
   * Which slice of a divided object is the best to begin changes with every other that ends. So none is begun
   * that would have to wait for a thread.
   */
  async function attempt(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    if (task.isWarmUp) return await warmUp(task, spawn);
    const isPart = task.slices.some(({ span }) => span);
    if (isPart) await dividing?.acquire(1, 1);
    try {
      if (launching.aborted) return { rest: task, progressed: false };
      return await attemptNow(task, spawn);
    } finally {
      if (isPart) dividing?.release(1);
    }
  }

  /** Nothing hangs on what comes of it. */
  async function warmUp(task: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const isOfUse = undecided.size > 0 && !launching.aborted;
    if (isOfUse) await listen(task, new Map(), spawn, () => undefined);
    return { progressed: true };
  }

  async function attemptNow(asked: Task, spawn: Spawn<Task>): Promise<AttemptResult<Task>> {
    const task = await begin(asked, spawn);
    const lost = breaker.openFault();
    if (lost) return { rest: task, progressed: false, fault: lost };
    throttled.delete(asked);
    if (task.slices.length === 0) return { progressed: true };
    const open = new Map(task.slices.entries());
    const { ending, progressed, wasRun } = await listen(task, open, spawn, () =>
      undecided.delete(asked),
    );
    undecided.delete(asked);
    if (open.size === 0) return { progressed };

    const left = [...open.values()];
    const own = ending.fault ?? faultOfSlices(left);
    const fault = faultOfAttempt({ ...ending, fault: own }, progressed);
    const careful = fault !== undefined && isBrokenOff(fault.code);
    const alone = fault === RETURNED_UNFINISHED ? left.slice(1) : [];
    // What did not get anywhere beside others may if it has all of a worker's time.
    spawn(alone.map((slice) => toTask([slice])));
    const slices = alone.length > 0 ? left.slice(0, 1) : left;
    const blamed = progressed ? 0 : task.blamed;
    const isRetry = wasRun || task.isRetry === true;
    const rest: Task = { slices, careful, blamed, ...(isRetry && { isRetry }) };
    if (fault?.patience === 'throttling') throttled.add(rest);
    if (!launching.aborted && fault?.retryable) await reportRetry(left, fault);
    return { rest, progressed, ...(fault && { fault }) };
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

  /** Invokes a worker and takes what it says; `open` are the slices that are not settled yet. */
  async function listen(
    task: Task,
    open: Map<number, OwnedSlice>,
    spawn: Spawn<Task>,
    decided: () => void,
  ) {
    const asked = toRequest(request, task, ports.sliceBytes);
    const invocation = invocations;
    invocations += 1;
    let progressed = false;
    let wasRun = false;
    let requests: { storeRequests?: number } = {};
    let place: Promise<unknown> | undefined;

    async function acceptSliceFrame(frame: SliceFrame): Promise<void> {
      const before = open.get(frame.slice);
      reading.covered(frame, open);
      // What is left of an object that it divided is a part of one too.
      if (frame.type === 'split' && !before?.span) place ??= dividing?.acquire(1, 1);
      await take(ledger.accept(frame, open), spawn);
      const after = open.get(frame.slice);
      if (after !== before && frame.type !== 'split') breaker.recordSuccess();
      if (after?.start !== before?.start) progressed = true;
    }

    function accept(frame: WorkerFrame | BilledFrame): Promise<void> | undefined {
      switch (frame.type) {
        case 'count':
        case 'checkpoint':
        case 'split':
        case 'failed':
          return acceptSliceFrame(frame);
        case 'billed':
          wasRun = true;
          return ports.push({ ...frame, ...requests, type: 'worker-billed', invocation });
        case 'heartbeat':
          decided();
          reading.heard(frame, open);
          requests = requestsOf(frame);
          return undefined;
        case 'end':
          requests = requestsOf(frame);
          return undefined;
        case 'hello':
          return undefined;
      }
    }

    const isRetry = task.isRetry && { isRetry: task.isRetry };
    await ports.push({ type: 'launched', invocation, ...isRetry });
    const ending = await readAnswer(ports.invokeWorker(asked, ports.listening), accept);
    reading.over(open);
    void place?.then(() => dividing?.release(1));
    if (!wasRun) await ports.push({ type: 'refused', invocation });
    return { ending, progressed, wasRun };
  }

  async function reportRetry(left: readonly OwnedSlice[], fault: Fault): Promise<void> {
    const { code, message } = fault;
    const ranges = toRanges([...new Set(left.map((slice) => slice.object))]);
    await ports.push({ type: 'retried', code, message, ranges });
  }

  async function giveUp(task: Task, fault: Fault, spawn: Spawn<Task>): Promise<Task | undefined> {
    throttled.delete(task);
    // What an interrupted or late cascade has not begun belongs to the one who asked for it.
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
    /** To be told of the tasks before they are begun. */
    expect(tasks: readonly Task[]) {
      for (const task of tasks) {
        if (partsOf(task, ports.sliceBytes) > 0) undecided.add(task);
      }
    },
    /** Whether more tasks may soon come up. */
    mayDivide: () => undecided.size > 0,
    /** How far what has no outcome is. */
    figures: () => ({
      ...reading.figures(),
      ...(throttled.size > 0 && { waiting: 'throttled' as const }),
    }),
  };
}

/** How many slices its worker is likely to split off as soon as it has seen the first bytes, by what names tell. */
function partsOf({ slices }: Task, sliceBytes = Number.POSITIVE_INFINITY): number {
  return slices.reduce((sum, slice) => {
    const parts = slice.span ? 0 : Math.round(costOf(slice) / sliceBytes) - 1;
    return parts > 0 && mayBeDividable(slice.key) ? sum + parts : sum;
  }, 0);
}

/**
 * As many tasks without slices as there will be slices that no worker waits for yet. An environment takes longer to
 * begin than a worker to divide an object, and is billed for that once, whenever it begins.
 */
export function warmUpsFor(
  tasks: readonly Task[],
  sliceBytes: number | undefined,
  workers: number,
): Task[] {
  const parts = tasks.reduce((sum, task) => sum + partsOf(task, sliceBytes), 0);
  const count = Math.max(0, Math.min(parts, workers - tasks.length));
  return Array.from({ length: count }, () => ({ ...toTask([]), isWarmUp: true }));
}

export function toTask(slices: readonly OwnedSlice[]): Task {
  const isRetry = slices.some(({ span }) => span?.counted !== undefined);
  return { slices, careful: false, blamed: 0, ...(isRetry && { isRetry }) };
}

function toRequest(
  request: CascadeRequest,
  task: Task,
  sliceBytes: number | undefined,
): WorkerRequest {
  const { protocol, source, words, as, reportEveryMs, inFlight } = request;
  return {
    protocol,
    source,
    words,
    ...(as !== undefined && { as }),
    reportEveryMs,
    inFlight: task.careful ? 1 : inFlight,
    slices: task.slices.map(toWorkerSlice),
    ...(sliceBytes !== undefined && { sliceBytes }),
  };
}

function requestsOf({ storeRequests }: { storeRequests?: number | undefined }) {
  return storeRequests === undefined ? {} : { storeRequests };
}

/** Why slices were left although the worker answered: the first one's own reason, if any has one. */
function faultOfSlices(left: readonly OwnedSlice[]): Fault | undefined {
  const fault = left.find((slice) => slice.fault)?.fault;
  return fault && { ...fault, patience: 'failure' };
}
