// Invokes a worker for a task, and takes what it says.

import { costOf } from '../../formats/counting-cost.ts';
import type {
  BilledFrame,
  CascadeFrame,
  HeartbeatFrame,
  WorkerFrame,
} from '../../protocol/frame.ts';
import type { InvokeWorker } from '../../protocol/ports.ts';
import type { CascadeRequest } from '../../protocol/request.ts';
import { type AnswerEnding, readAnswer } from '../../scatter/attempt.ts';
import type { CircuitBreaker } from '../../scatter/circuit-breaker.ts';
import type { Spawn } from '../../scatter/scatter.ts';
import type { WeightedSemaphore } from '../../scatter/weighted-semaphore.ts';
import type { Guesses } from './guesses.ts';
import type { Hedging } from './hedging.ts';
import type { ReadingCollector } from './reading-collector.ts';
import type { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { Outcome, SliceFrame } from './slice-outcome.ts';
import { type Task, toWorkerRequest } from './task.ts';
import type { WorkerPlace } from './worker-places.ts';

export interface ListeningPorts {
  readonly invokeWorker: InvokeWorker;
  readonly ledger: SliceLedger;
  readonly sliceBytes: number | undefined;
  readonly reading: ReadingCollector;
  readonly breaker: CircuitBreaker;
  readonly hedging: Hedging;
  readonly guesses: Guesses;
  /** Places for those workers that count parts of divided objects, if they may have to wait for one. */
  readonly dividing: WeightedSemaphore | undefined;
  /** Aborts when no worker's answer is waited for any more. */
  readonly listening: AbortSignal;
  readonly onHello: (hello: Pick<Extract<WorkerFrame, { type: 'hello' }>, 'threads'>) => void;
  readonly take: (outcome: Outcome, spawn: Spawn<Task>) => Promise<void> | undefined;
  readonly push: (frame: CascadeFrame) => Promise<void> | undefined;
}

/** The attempt that a worker is listened to for. */
export interface ListeningTo {
  /** Its place within the budget. */
  readonly place: WorkerPlace;
  readonly spawn: Spawn<Task>;
  /** Called once its worker is known not to divide what it has; that may be never. */
  readonly decided?: () => void;
}

/** How a worker's answer ended, and whether it was run at all. */
export interface Heard {
  readonly ending: AnswerEnding;
  readonly wasRun: boolean;
}

export type ListenToWorker = (task: Task, runner: Runner, about: ListeningTo) => Promise<Heard>;

export function createListening(request: CascadeRequest, ports: ListeningPorts): ListenToWorker {
  const { ledger, reading, breaker, hedging, guesses, dividing, push } = ports;
  let invocations = 0;

  /** The worker has its place until its answer is over, which may be after its rival was faster. */
  return async (task, runner, { place, spawn, decided }) => {
    const { open } = runner;
    const asked = toWorkerRequest(request, task, ports.sliceBytes);
    const invocation = invocations;
    invocations += 1;
    let wasRun = false;
    let requests: { storeRequests?: number } = {};
    let thread: Promise<unknown> | undefined;

    function acceptSliceFrame(frame: SliceFrame): Promise<void> | undefined {
      const before = open.get(frame.slice);
      reading.covered(frame, open);
      // The rest of an object that it divided is a part of one too.
      if (frame.type === 'split' && !before?.span) thread ??= dividing?.acquire(1, 1);
      const outcome = ledger.accept(frame, open);
      const after = open.get(frame.slice);
      if (frame.type === 'split') {
        if (before && after) hedging.gaveAway(runner, costOf(before) - costOf(after));
      } else if (after !== before) {
        breaker.recordSuccess();
        const isLeftToRival = before?.rivalry && !before.rivalry.isOver && !after;
        if (after?.start !== before?.start && !isLeftToRival) runner.hasProgressed = true;
        if (!after) runner.settled();
      }
      return ports.take(outcome, spawn);
    }

    function accept(frame: WorkerFrame | BilledFrame): Promise<void> | undefined {
      switch (frame.type) {
        case 'count':
        case 'checkpoint':
        case 'split':
        case 'failed':
          return (
            guesses.decision(runner)?.then(() => acceptSliceFrame(frame)) ?? acceptSliceFrame(frame)
          );
        case 'billed': {
          wasRun = true;
          place.settle({ ...frame, ...requests });
          hedging.billed(runner, frame);
          const isHedge = runner.isSuperfluous && { isHedge: true as const };
          return push({ ...frame, ...requests, type: 'worker-billed', invocation, ...isHedge });
        }
        case 'heartbeat':
          decided?.();
          hedging.heard(runner, frame);
          // Where it is between small objects, nothing has to be taken off when they are settled.
          if (!isReading(frame)) reading.over(open);
          // Bytes that two workers have read are not shown twice.
          else if (!runner.rival && !guesses.decision(runner)) reading.heard(frame, open);
          requests = requestsOf(frame);
          return undefined;
        case 'end':
          requests = requestsOf(frame);
          return undefined;
        case 'hello':
          hedging.began(runner);
          ports.onHello(frame);
          return undefined;
      }
    }

    const isRetry = task.isRetry && { isRetry: task.isRetry };
    const isHedge = task.hedge && { isHedge: true as const };
    await push({ type: 'launched', invocation, ...isRetry, ...isHedge });
    const ending = await readAnswer(ports.invokeWorker(asked, ports.listening), accept);
    place.giveBack();
    reading.over(open);
    void thread?.then(() => dividing?.release(1));
    if (!wasRun) {
      hedging.refused(runner);
      await push({ type: 'refused', invocation });
    }
    return { ending, wasRun };
  };
}

function isReading({ readingBytes, reading = [] }: HeartbeatFrame): boolean {
  return readingBytes > 0 || reading.length > 0;
}

function requestsOf({ storeRequests }: { storeRequests?: number | undefined }) {
  return storeRequests === undefined ? {} : { storeRequests };
}
