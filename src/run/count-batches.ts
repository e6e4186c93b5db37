// Counts batches by cascades: one attempt at a time, what is left of it, and when to give up.

import { isNotReached } from '../errors/reasons.ts';
import type { RunEvent } from '../events/run-event.ts';
import { costOf } from '../formats/counting-cost.ts';
import { totalCost } from '../planning/fair-share.ts';
import type { Batch } from '../planning/pack-batches.ts';
import { type BatchWork, workersForBatch } from '../planning/workers-for-batch.ts';
import type { WorkerBudget } from '../protocol/invocation-rates.ts';
import type { InvokeCascade, ListedObject } from '../protocol/ports.ts';
import { type CascadeRequest, PROTOCOL_VERSION } from '../protocol/request.ts';
import { faultOfAttempt, readAnswer } from '../scatter/attempt.ts';
import { createCircuitBreaker } from '../scatter/circuit-breaker.ts';
import type { Clock } from '../scatter/clock.ts';
import { type Fault, INTERRUPTED, OVER_BUDGET } from '../scatter/fault.ts';
import type { AttemptResult } from '../scatter/scatter.ts';
import { createWeightedSemaphore } from '../scatter/weighted-semaphore.ts';
import { acceptFrames } from './accept-frames.ts';
import { createAttemptCost } from './attempt-cost.ts';
import { BatchLedger } from './ledger.ts';
import { createReadingReport, type RunningWorkers } from './reading-report.ts';
import type { Reservation, RunBudget } from './run-budget.ts';
import type { RunJournal } from './run-journal.ts';
import { createThrottlingNotice } from './throttling-notice.ts';
import { createTrial } from './trial.ts';

/** A batch of which something is still to be counted. */
export interface OpenBatch {
  readonly ledger: BatchLedger;
  readonly isLast: boolean;
}

/** The part of a run's request by which batches are counted. */
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
    | 'hedgePercent'
    | 'workers'
  > {
  /** Cascades at a time. */
  readonly cascades: number;
}

export interface BatchPorts {
  readonly invokeCascade: InvokeCascade;
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  readonly clock: Clock;
  /** The time since the run began. */
  readonly nowMs: () => number;
  readonly runningWorkers?: (() => RunningWorkers) | undefined;
  /** Left out, what is launched is not limited by its cost. */
  readonly budget?: RunBudget | undefined;
  /** When it aborts, no attempt is begun any more. */
  readonly signal: AbortSignal;
}

/** After so many batches of which no object could be counted no more are tried. */
const MAX_LOST_BATCHES = 3;

export function createBatchCounting(
  request: BatchRequest,
  { invokeCascade, emit, clock, nowMs, runningWorkers, budget, signal }: BatchPorts,
) {
  const reading = createReadingReport({ emit, clock, runningWorkers });
  const throttling = createThrottlingNotice(emit, nowMs);
  /** Batches for which a cascade has run. */
  const begun = new WeakSet<BatchLedger>();
  const breaker = createCircuitBreaker(MAX_LOST_BATCHES);
  const workerSlots = createWeightedSemaphore(request.workers);
  const trial = createTrial();

  async function attempt(batch: OpenBatch): Promise<AttemptResult<OpenBatch>> {
    const lost = (await trial.refusalOf(batch)) ?? breaker.openFault();
    if (lost) return { rest: batch, progressed: false, fault: { ...lost, retryable: false } };
    trial.begin(batch);
    const { ledger } = batch;
    const asked = ledger.remaining();
    reading.setThrottled(ledger, false);
    const { wanted, atLeast } = workersForBatch(workOf(asked, batch.isLast), {
      cascades: request.cascades,
      workers: workerSlots.total(),
    });
    const workers = await workerSlots.acquire(wanted, atLeast);
    try {
      const reservation = await budget?.reserve(workers, batch.isLast);
      if (signal.aborted) return { rest: batch, progressed: false, fault: stopFault() };
      return await listen(batch, asked, workers, reservation);
    } finally {
      workerSlots.release(workers);
    }
  }

  async function listen(
    batch: OpenBatch,
    asked: readonly ListedObject[],
    workers: number,
    reservation: Reservation | undefined,
  ): Promise<AttemptResult<OpenBatch>> {
    const { ledger } = batch;
    const cost = reservation && budget && createAttemptCost(reservation, budget.limits);
    const isRetry = begun.has(ledger);
    let progressed = false;
    let lastFailure: Pick<Fault, 'code' | 'message'> | undefined;
    let isOverBudget = false;
    const frames = acceptFrames(ledger, asked, {
      ...{ emit, reading, throttling, nowMs, isRetry, workers },
      onProgress({ type }) {
        progressed = true;
        if (type !== 'failed') succeeded();
      },
    });
    const cascadeRequest = toRequest(request, ledger, asked, workers, reservation?.workers);
    const ending = await readAnswer(invokeCascade(cascadeRequest, signal), (frame) => {
      if (frame.type === 'failed') lastFailure = frame;
      if (frame.type === 'billed') begun.add(ledger);
      if (frame.type === 'end') isOverBudget = frame.overBudget === true;
      cost?.hear(frame);
      return frames.accept(frame);
    });
    cost?.settle();
    await frames.finish();
    const left = ledger.remaining();
    if (left.length === 0) {
      trial.end(batch);
      if (lastFailure) breaker.recordFailure(lastFailure);
      return { progressed };
    }
    const fault = isOverBudget && !progressed ? OVER_BUDGET : faultOfAttempt(ending, progressed);
    if (fault?.patience === 'throttling') reading.setThrottled(ledger, true);
    if (fault?.retryable && fault !== OVER_BUDGET && !signal.aborted)
      await frames.warn(fault, left);
    return { rest: batch, progressed, ...(fault && { fault }) };
  }

  function workOf(objects: readonly ListedObject[], isLast: boolean): BatchWork {
    const costs = objects.map(({ key, sizeBytes: end }) => costOf({ key, start: 0, end }));
    const tasks = Math.ceil(objects.length / request.maxTaskSlices);
    return { totalCost: totalCost(costs), tasks, isLast };
  }

  function succeeded(): void {
    breaker.recordSuccess();
    trial.succeed();
  }

  /** @throws {UserError} when nothing has succeeded, nor can any more, for how it is set up. */
  async function giveUp(batch: OpenBatch, fault: Fault): Promise<OpenBatch | undefined> {
    trial.end(batch);
    reading.setThrottled(batch.ledger, false);
    if (fault.advice && !breaker.hasSucceeded() && !signal.aborted) {
      trial.refuse(fault);
      const refusal = await trial.refusalOf(batch);
      // Else others have shown meanwhile that it works, and it deserves another start.
      if (!refusal) return batch;
      if (!signal.aborted) throw fault.advice;
    }
    breaker.recordFailure(fault);
    const { code } = signal.aborted ? stopFault() : fault;
    const status = isNotReached(code) ? 'skipped' : 'failed';
    for (const event of batch.ledger.giveUp({ code, status })) await emit(event);
    return undefined;
  }

  /** Why nothing is launched any more. */
  function stopFault(): Fault {
    return budget?.reached.aborted ? OVER_BUDGET : INTERRUPTED;
  }

  /** Tells what is left to tell. */
  async function close(): Promise<void> {
    reading.close();
    await throttling.flush();
  }

  return { attempt, giveUp, close, growWorkers: workerSlots.growTo };
}

/** Makes batches such that it is known what is still to be counted of each. */
export async function* openBatches(
  batches: AsyncIterable<Batch<ListedObject>>,
  journal?: RunJournal,
): AsyncGenerator<OpenBatch> {
  for await (const { objects, isLast } of batches) {
    yield { ledger: new BatchLedger(objects, journal), isLast };
  }
}

function toRequest(
  request: BatchRequest,
  ledger: BatchLedger,
  asked: readonly ListedObject[],
  workers: number,
  budget: WorkerBudget | undefined,
): CascadeRequest {
  const { source, words, as, perObject, maxTaskSlices, inFlight, reportEveryMs } = request;
  const { sliceBytes, hedgePercent } = request;
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
    ...(hedgePercent !== undefined && { hedgePercent }),
    ...(budget && { budget }),
  };
}
