// Counts batches by cascades: one attempt at a time, what is left of it, and when to give up.

import type { RunEvent } from '../events/run-event.ts';
import { costOf } from '../formats/counting-cost.ts';
import { totalCost, usefulWorkers } from '../planning/fair-share.ts';
import type { Batch } from '../planning/pack-batches.ts';
import type { BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import type { InvokeCascade, ListedObject } from '../protocol/ports.ts';
import { type CascadeRequest, PROTOCOL_VERSION } from '../protocol/request.ts';
import { createCircuitBreaker } from '../scatter/circuit-breaker.ts';
import {
  BROKEN_ANSWER,
  type Fault,
  faultOfInvocation,
  INTERRUPTED,
  RETURNED_UNFINISHED,
} from '../scatter/fault.ts';
import type { AttemptResult } from '../scatter/scatter.ts';
import { createWeightedSemaphore } from '../scatter/weighted-semaphore.ts';
import { BatchLedger } from './ledger.ts';
import { createTrial } from './trial.ts';
import { createWorkerBills, type WorkerBills } from './worker-bills.ts';

/** A batch of which something is still to be counted. */
export interface OpenBatch {
  readonly ledger: BatchLedger;
  readonly isLast: boolean;
}

/** What of a run's request its batches are counted by. */
export interface BatchRequest
  extends Pick<
    CascadeRequest,
    | 'source'
    | 'words'
    | 'as'
    | 'perObject'
    | 'maxTaskSlices'
    | 'inFlight'
    | 'reportEveryMs'
    | 'sliceBytes'
    | 'workers'
  > {
  readonly workersPerCascade: number;
  readonly minWorkers: number;
}

export interface BatchPorts {
  readonly invokeCascade: InvokeCascade;
  readonly emit: (event: RunEvent) => Promise<void>;
  /** When it aborts, no attempt is begun any more. */
  readonly signal: AbortSignal;
}

/** What one attempt at a batch knows. */
interface Attempt {
  readonly ledger: BatchLedger;
  readonly asked: readonly ListedObject[];
  readonly bills: WorkerBills;
  /** The number of the newest state of each object. */
  readonly states: Map<number, number>;
}

/** After so many batches of which no object could be counted no more are tried. */
const MAX_LOST_BATCHES = 3;

export function createBatchCounting(
  request: BatchRequest,
  { invokeCascade, emit, signal }: BatchPorts,
) {
  const readingBytes = new Map<BatchLedger, number>();
  const breaker = createCircuitBreaker(MAX_LOST_BATCHES);
  const workerSlots = createWeightedSemaphore(request.workers);
  const trial = createTrial();

  async function attempt(batch: OpenBatch): Promise<AttemptResult<OpenBatch>> {
    const lost = (await trial.refusalOf(batch)) ?? breaker.openFault();
    if (lost) return { rest: batch, progressed: false, fault: { ...lost, retryable: false } };
    trial.begin(batch);
    const { ledger } = batch;
    const asked = ledger.remaining();
    const workers = await workerSlots.acquire(workersFor(asked, batch.isLast), request.minWorkers);
    const bills = createWorkerBills();
    const current: Attempt = { ledger, asked, bills, states: new Map() };
    let progressed = false;
    let ended = false;
    let fault: Fault | undefined;
    let lastFailure: Pick<Fault, 'code' | 'message'> | undefined;
    try {
      if (signal.aborted) return { rest: batch, progressed, fault: INTERRUPTED };
      const cascadeRequest = toRequest(request, ledger, asked, workers);
      for await (const frame of invokeCascade(cascadeRequest, signal)) {
        if (frame.type === 'end') ended = true;
        if (frame.type === 'failed') lastFailure = frame;
        const accepted = await accept(frame, current);
        if (accepted && frame.type !== 'failed') succeeded();
        progressed ||= accepted;
      }
    } catch (error) {
      fault = faultOfInvocation(error);
    } finally {
      readingBytes.delete(ledger);
      workerSlots.release(workers);
    }
    for (const figures of bills.unknown()) await emitInvocation('worker', figures);
    const left = ledger.remaining();
    if (left.length === 0) {
      trial.end(batch);
      if (lastFailure) breaker.recordFailure(lastFailure);
      return { progressed };
    }
    // A cascade that ends its answer in order gives back what it had no time for.
    if (!fault && !ended) fault = BROKEN_ANSWER;
    if (!fault && !progressed) fault = RETURNED_UNFINISHED;
    if (fault?.retryable && !signal.aborted) await warn(ledger, fault, left);
    return { rest: batch, progressed, ...(fault && { fault }) };
  }

  function workersFor(objects: readonly ListedObject[], isLast: boolean): number {
    const costs = objects.map(({ key, sizeBytes: end }) => costOf({ key, start: 0, end }));
    const tasks = Math.ceil(objects.length / request.maxTaskSlices);
    const most = isLast ? request.workers : request.workersPerCascade;
    return usefulWorkers(totalCost(costs), tasks, most);
  }

  /** Says whether the frame settled anything, or came further with it. */
  async function accept(
    frame: CascadeFrame | BilledFrame,
    { ledger, asked, bills, states }: Attempt,
  ): Promise<boolean> {
    switch (frame.type) {
      case 'object':
      case 'sum':
      case 'failed': {
        const event = ledger.accept(frame, asked);
        if (event) await emit(event);
        return event !== undefined;
      }
      case 'object-checkpoint': {
        if (frame.number <= (states.get(frame.object) ?? -1)) return false;
        states.set(frame.object, frame.number);
        return ledger.note(frame, asked);
      }
      case 'launched':
        bills.launched(frame.invocation);
        return false;
      case 'refused':
        bills.refused(frame.invocation);
        return false;
      case 'worker-billed': {
        const { type: _, invocation, ...figures } = frame;
        if (bills.billed(invocation)) await emitInvocation('worker', figures);
        return false;
      }
      case 'billed': {
        const { type: _, ...figures } = frame;
        await emitInvocation('cascade', figures);
        return false;
      }
      case 'retried': {
        const objects = frame.ranges.flatMap(([first, last]) => asked.slice(first, last + 1));
        await warn(ledger, frame, objects);
        return false;
      }
      case 'heartbeat': {
        readingBytes.set(ledger, frame.readingBytes);
        const bytes = [...readingBytes.values()].reduce((sum, reading) => sum + reading, 0);
        await emit({ type: 'reading', bytes });
        return false;
      }
      case 'hello':
      case 'end':
        return false;
    }
  }

  async function emitInvocation(
    tier: 'cascade' | 'worker',
    figures: Omit<BilledFrame, 'type'>,
  ): Promise<void> {
    await emit({ type: 'invocation', tier, ...figures });
  }

  /** A key counts once for each reason, however many attempts at it fail. */
  async function warn(
    ledger: BatchLedger,
    { code, message }: Pick<Fault, 'code' | 'message'>,
    objects: readonly ListedObject[],
  ): Promise<void> {
    const touched = ledger.touch(code, objects);
    const [first] = touched;
    if (objects.length > 0 && !first) return;
    const keys = touched.length;
    await emit({ type: 'warning', code, message, keys, ...(first && { example: first.key }) });
  }

  function succeeded(): void {
    breaker.recordSuccess();
    trial.succeed();
  }

  /** @throws {UserError} when nothing has succeeded, nor can any more, for how it is set up. */
  async function giveUp(batch: OpenBatch, fault: Fault): Promise<OpenBatch | undefined> {
    trial.end(batch);
    if (fault.advice && !breaker.hasSucceeded() && !signal.aborted) {
      trial.refuse(fault);
      const refusal = await trial.refusalOf(batch);
      // Else others have shown meanwhile that it works, and it deserves another start.
      if (!refusal) return batch;
      if (!signal.aborted) throw fault.advice;
    }
    breaker.recordFailure(fault);
    const { code } = signal.aborted ? INTERRUPTED : fault;
    const status = code === 'interrupted' ? 'skipped' : 'failed';
    for (const event of batch.ledger.giveUp({ code, status })) await emit(event);
    return undefined;
  }

  return { attempt, giveUp };
}

/** Makes batches such that it is known what is still to be counted of each. */
export async function* openBatches(
  batches: AsyncIterable<Batch<ListedObject>>,
): AsyncGenerator<OpenBatch> {
  for await (const { objects, isLast } of batches) {
    yield { ledger: new BatchLedger(objects), isLast };
  }
}

function toRequest(
  request: BatchRequest,
  ledger: BatchLedger,
  asked: readonly ListedObject[],
  workers: number,
): CascadeRequest {
  const { source, words, as, perObject, maxTaskSlices, inFlight, reportEveryMs, sliceBytes } =
    request;
  return {
    protocol: PROTOCOL_VERSION,
    source,
    words,
    ...(as !== undefined && { as }),
    perObject,
    workers,
    maxTaskSlices,
    inFlight,
    reportEveryMs,
    objects: asked.map((object) => ledger.toAsk(object)),
    ...(sliceBytes !== undefined && { sliceBytes }),
  };
}
