// Counts batches by cascades: one attempt at a time, what is left of it, and when to give up.

import { isNotReached } from '../errors/reasons.ts';
import type { Engine, RunEvent } from '../events/run-event.ts';
import type { BatchLimits } from '../planning/plan-round.ts';
import { workersForRetry } from '../planning/workers-for-retry.ts';
import type { WorkerBudget } from '../protocol/invocation-rates.ts';
import type { InvokeCascade, ListedObject } from '../protocol/ports.ts';
import { type CascadeRequest, PROTOCOL_VERSION } from '../protocol/request.ts';
import { faultOfAttempt, readAnswer } from '../scatter/attempt.ts';
import { createCircuitBreaker } from '../scatter/circuit-breaker.ts';
import type { Clock } from '../scatter/clock.ts';
import { type Fault, INTERRUPTED, OVER_BUDGET } from '../scatter/fault.ts';
import type { AttemptResult } from '../scatter/scatter.ts';
import { acceptFrames } from './accept-frames.ts';
import { createAttemptCost } from './attempt-cost.ts';
import type { BatchLedger } from './ledger.ts';
import { createOpenBatches, type OpenBatch } from './open-batches.ts';
import { overheadsOf } from './plan-batches.ts';
import { createReadingReport, type RunningWorkers } from './reading-report.ts';
import type { Reservation, RunBudget } from './run-budget.ts';
import { createThrottlingNotice } from './throttling-notice.ts';
import { createTrial } from './trial.ts';

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
  readonly engine: Engine;
  /** Cascades at a time. */
  readonly cascades: number;
  readonly batches: Pick<BatchLimits, 'maxWorkers'>;
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
  const batches = createOpenBatches(request.workers);
  const trial = createTrial();

  async function attempt(batch: OpenBatch): Promise<AttemptResult<OpenBatch>> {
    try {
      const result = await attemptNow(batch);
      if (!result.rest) batches.finish(batch);
      return result;
    } finally {
      batches.leave(batch);
    }
  }

  async function attemptNow(batch: OpenBatch): Promise<AttemptResult<OpenBatch>> {
    const lost = (await trial.refusalOf(batch)) ?? breaker.openFault();
    if (lost) return { rest: batch, progressed: false, fault: { ...lost, retryable: false } };
    trial.begin(batch);
    batches.begin(batch);
    const { ledger } = batch;
    const asked = ledger.remaining();
    reading.setThrottled(ledger, false);
    if (batch.workers === 0) {
      const { wanted, atLeast } = workersForRetry(batch.cost * leftShare(ledger), {
        ...{ workers: batches.slots.total(), cascades: request.cascades },
        maxWorkers: request.batches.maxWorkers,
        overheads: overheadsOf(request.engine),
      });
      batch.workers = await batches.acquireAgain(wanted, atLeast);
    }
    const reservation = await budget?.reserve(batch.workers, batches.isLast());
    if (signal.aborted) return { rest: batch, progressed: false, fault: stopFault() };
    return await listen(batch, asked, reservation);
  }

  /** The part of the batch that is not counted. */
  function leftShare(ledger: BatchLedger): number {
    return ledger.openShare(reading.readBytes(ledger));
  }

  async function listen(
    batch: OpenBatch,
    asked: readonly ListedObject[],
    reservation: Reservation | undefined,
  ): Promise<AttemptResult<OpenBatch>> {
    const { ledger } = batch;
    const cost = reservation && budget && createAttemptCost(reservation, budget.limits);
    const isRetry = begun.has(ledger);
    let progressed = false;
    let lastFailure: Pick<Fault, 'code' | 'message'> | undefined;
    let isOverBudget = false;
    const frames = acceptFrames(ledger, asked, {
      ...{ emit, reading, throttling, nowMs, isRetry },
      workers: () => batch.workers,
      onProgress({ type }) {
        progressed = true;
        if (type !== 'failed') succeeded();
      },
    });
    const cascadeRequest = toRequest(request, batch, asked, reservation?.workers);
    const ending = await readAnswer(invokeCascade(cascadeRequest, signal), (frame) => {
      if (frame.type === 'failed') lastFailure = frame;
      if (frame.type === 'billed') begun.add(ledger);
      if (frame.type === 'heartbeat' && frame.workers) batches.leave(batch, frame.workers);
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

  function succeeded(): void {
    breaker.recordSuccess();
    trial.succeed();
  }

  /** @throws {UserError} when nothing has succeeded, nor can any more, for how it is set up. */
  async function giveUp(batch: OpenBatch, fault: Fault): Promise<OpenBatch | undefined> {
    trial.end(batch);
    batches.begin(batch);
    batches.leave(batch);
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
    batches.finish(batch);
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

  return {
    attempt,
    giveUp,
    close,
    open: batches.open,
    allOpen: batches.allOpen,
    slots: batches.slots,
    runningWork: () =>
      Array.from(batches.running(), ({ ledger, cost, workers }) => {
        return { workers, leftCost: cost * leftShare(ledger) };
      }),
  };
}

function toRequest(
  request: BatchRequest,
  { ledger, workers, leavesWorkers }: OpenBatch,
  asked: readonly ListedObject[],
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
    ...(leavesWorkers && { leavesWorkers }),
    maxTaskSlices,
    inFlight,
    reportEveryMs,
    objects: asked.map((object) => ledger.toAsk(object)),
    ...(sliceBytes !== undefined && { sliceBytes }),
    ...(hedgePercent !== undefined && { hedgePercent }),
    ...(budget && { budget }),
  };
}
