// A run: list, batch, scatter over cascades, and tell of it as a stream of events.

import type { WordRule } from '../counting/word-rule.ts';
import { costOf } from '../formats/cost.ts';
import { totalCost, usefulWorkers } from '../planning/fair-share.ts';
import { type Batch, type BatchLimits, packBatches } from '../planning/pack-batches.ts';
import type { CascadeFrame } from '../protocol/frame.ts';
import { type CascadeRequest, PROTOCOL_VERSION, type Source } from '../protocol/request.ts';
import { createAllotment } from '../scatter/allotment.ts';
import { anySignal } from '../scatter/any-signal.ts';
import { createChannel } from '../scatter/channel.ts';
import type { Clock } from '../scatter/clock.ts';
import {
  BROKEN_ANSWER,
  type Fault,
  faultOfInvocation,
  GAVE_BACK,
  INTERRUPTED,
} from '../scatter/fault.ts';
import { createLostCause } from '../scatter/lost-cause.ts';
import { type AttemptResult, type RetryPolicy, scatter } from '../scatter/scatter.ts';
import type { Prices } from './cost.ts';
import {
  type Engine,
  EVENT_SCHEMA,
  type ObjectSettled,
  type RunEvent,
  type SourceName,
} from './events.ts';
import { BatchLedger } from './ledger.ts';
import { listObjects } from './list-objects.ts';
import type { InvokeCascade, ListedObject, ObjectStore } from './ports.ts';

export interface RunRequest {
  readonly source: Source;
  readonly sourceName: SourceName;
  readonly engine: Engine;
  readonly prices?: Prices;
  readonly words: WordRule;
  readonly prefix: string;
  /** Which keys count as listed at all; a folder's key stands for whatever may be in it. */
  readonly matches: (key: string, isFolder: boolean) => boolean;
  /** Whether every object gets an event of its own, or most of them only sums. */
  readonly perObject: boolean;
  /** How many cascades run at the same time at the most. */
  readonly cascades: number;
  /** The same of workers, over all cascades. */
  readonly workers: number;
  /** How many of them each has at the most as long as others may follow, and at the least. */
  readonly workersPerCascade: number;
  readonly minWorkers: number;
  readonly maxTaskSlices: number;
  /** Most bytes of one object that a worker counts alone; left out, no object is cut. */
  readonly sliceBytes?: number;
  readonly inFlight: number;
  readonly reportEveryMs: number;
  readonly batches: BatchLimits;
}

export interface RunPorts {
  readonly store: Pick<ObjectStore, 'list' | 'requests'>;
  readonly invokeCascade: InvokeCascade;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** Aborting it interrupts the run: it launches nothing more and ends with what is done. */
  readonly signal: AbortSignal;
}

/** After so many batches of which no object could be counted no more are tried. */
const MAX_LOST_BATCHES = 3;

/** How many pages the listing may be ahead of the counting; that bounds the memory for keys. */
const MAX_PAGES_AHEAD = 20;

/** @throws {UserError} when the run cannot begin at all. */
export async function* run(request: RunRequest, ports: RunPorts): AsyncGenerator<RunEvent> {
  const { clock, signal } = ports;
  const startedAt = clock.now();
  const events = createChannel<RunEvent>();
  const pages = createChannel<readonly ListedObject[]>(MAX_PAGES_AHEAD);
  // Ends the run for good when its events are no longer wanted.
  const abandon = new AbortController();
  const stopping = anySignal(signal, abandon.signal);
  const readingBytes = new Map<BatchLedger, number>();
  const cause = createLostCause(MAX_LOST_BATCHES);
  const allotment = createAllotment(request.workers);
  let incomplete = false;

  async function emit(event: RunEvent): Promise<void> {
    if (event.type === 'object' && isLeftOut(event)) incomplete = true;
    await events.push(event);
  }

  async function list(): Promise<void> {
    const { prefix, matches } = request;
    const { store } = ports;
    const isComplete = await listObjects(prefix, matches, { store, pages, emit, signal: stopping });
    if (!isComplete) incomplete = true;
  }

  async function attempt(batch: OpenBatch): Promise<AttemptResult<OpenBatch>> {
    const lost = cause.verdict();
    if (lost) return { rest: batch, progressed: false, fault: lost };
    const { ledger } = batch;
    const asked = ledger.remaining();
    const workers = await allotment.take(workersFor(asked, batch.isLast), request.minWorkers);
    let progressed = false;
    let ended = false;
    let fault: Fault | undefined;
    let lastFailure: Pick<Fault, 'code' | 'message'> | undefined;
    try {
      if (stopping.aborted) return { rest: batch, progressed, fault: INTERRUPTED };
      const cascadeRequest = toRequest(request, ledger, asked, workers);
      for await (const frame of ports.invokeCascade(cascadeRequest, stopping)) {
        if (frame.type === 'end') ended = true;
        if (frame.type === 'failed') lastFailure = frame;
        if (frame.type === 'sum' || frame.type === 'object') cause.succeeded();
        const accepted = await accept(frame, ledger, asked);
        progressed ||= accepted;
      }
    } catch (error) {
      fault = faultOfInvocation(error);
    } finally {
      readingBytes.delete(ledger);
      allotment.giveBack(workers);
    }
    const left = ledger.remaining();
    if (left.length === 0) {
      if (lastFailure) cause.failed(lastFailure);
      return { progressed };
    }
    // A cascade that ends its answer in order gives back what it had no time for.
    if (!fault && !ended) fault = BROKEN_ANSWER;
    if (!fault && !progressed) fault = GAVE_BACK;
    if (fault?.retryable && !stopping.aborted) {
      const { code, message } = fault;
      const example = left[0]?.key ?? '';
      await emit({ type: 'warning', code, message, keys: left.length, example });
    }
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
    frame: CascadeFrame,
    ledger: BatchLedger,
    asked: readonly ListedObject[],
  ): Promise<boolean> {
    switch (frame.type) {
      case 'object':
      case 'sum':
      case 'failed': {
        const event = ledger.accept(frame, asked);
        if (event) await emit(event);
        return event !== undefined;
      }
      case 'divided': {
        const isFurther = ledger.note(frame, asked);
        if (isFurther) cause.succeeded();
        return isFurther;
      }
      case 'billed': {
        const { type: _, ...figures } = frame;
        await emit({ type: 'invocation', ...figures });
        return false;
      }
      case 'retried': {
        const { code, message, objects: keys } = frame;
        const example = keys > 0 ? asked[frame.example]?.key : undefined;
        await emit({ type: 'warning', code, message, keys, ...(example && { example }) });
        return false;
      }
      case 'alive': {
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

  async function giveUp({ ledger }: OpenBatch, fault: Fault): Promise<undefined> {
    cause.failed(fault);
    const { code } = fault;
    const status = code === 'interrupted' ? 'skipped' : 'failed';
    for (const event of ledger.giveUp({ code, status })) await emit(event);
  }

  async function countAll(): Promise<void> {
    await scatter(openBatches(packBatches(pages, request.batches)), {
      concurrency: request.cascades,
      retry: ports.retry,
      clock,
      random: ports.random,
      signal: stopping,
      attempt,
      giveUp,
    });
  }

  async function runToEnd(): Promise<void> {
    const { sourceName: source, engine, words, prices } = request;
    const about = { source, engine, words, ...(prices && { prices }) };
    await emit({ type: 'run-started', schema: EVENT_SCHEMA, ...about });
    await Promise.all([list().then(pages.close, pages.fail), countAll()]);
    const status = signal.aborted ? 'interrupted' : incomplete ? 'incomplete' : 'complete';
    await emit({ type: 'run-ended', status, elapsedMs: clock.now() - startedAt });
  }

  const running = runToEnd().then(events.close, events.fail);
  try {
    yield* events;
  } finally {
    abandon.abort();
    await running;
  }
}

/** Whether the totals lack something for it: a folder's marker has nothing that could be counted. */
function isLeftOut({ status, reason }: ObjectSettled): boolean {
  return status !== 'counted' && reason !== 'folder-marker';
}

/** A batch of which something is still to be counted. */
interface OpenBatch {
  readonly ledger: BatchLedger;
  readonly isLast: boolean;
}

async function* openBatches(
  batches: AsyncIterable<Batch<ListedObject>>,
): AsyncGenerator<OpenBatch> {
  for await (const { objects, isLast } of batches) {
    yield { ledger: new BatchLedger(objects), isLast };
  }
}

function toRequest(
  request: RunRequest,
  ledger: BatchLedger,
  asked: readonly ListedObject[],
  workers: number,
): CascadeRequest {
  const { source, words, perObject, maxTaskSlices, inFlight, reportEveryMs, sliceBytes } = request;
  return {
    protocol: PROTOCOL_VERSION,
    source,
    words,
    perObject,
    workers,
    maxTaskSlices,
    inFlight,
    reportEveryMs,
    objects: asked.map((object) => ledger.toAsk(object)),
    ...(sliceBytes !== undefined && { sliceBytes }),
  };
}
