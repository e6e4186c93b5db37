// A run: list, batch, scatter over cascades, and tell of it as a stream of events.

import type { WordRule } from '../counting/word-rule.ts';
import { UserError } from '../errors/user-error.ts';
import { costOf } from '../formats/cost.ts';
import { totalCost, workersFor } from '../planning/fair-share.ts';
import { type BatchLimits, packBatches } from '../planning/pack-batches.ts';
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
import { BatchLedger, unreadEvent } from './ledger.ts';
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
  /** How many workers all cascades together have at the most, and how many one of them. */
  readonly workers: number;
  readonly workersPerCascade: number;
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
  let requestsTold = 0;

  async function emit(event: RunEvent): Promise<void> {
    if (event.type === 'object' && isLeftOut(event)) incomplete = true;
    await events.push(event);
  }

  async function list(): Promise<void> {
    let listed = 0;
    try {
      for await (const found of ports.store.list(request.prefix, stopping)) {
        if (stopping.aborted) break;
        const page = found.filter(({ key, unread }) =>
          request.matches(key, unread?.code === 'unreadable-folder'),
        );
        listed += page.length;
        await announce(page);
        const readable: ListedObject[] = [];
        for (const object of page) {
          if (object.unread) await emit(unreadEvent(object, object.unread));
          else readable.push(object);
        }
        await pages.push(readable);
      }
    } catch (error) {
      if (listed === 0 || !(error instanceof UserError)) throw error;
      incomplete = true;
      const { message } = error;
      await emit({ type: 'warning', code: 'listing-broken', message, keys: 0 });
    }
    if (!stopping.aborted) {
      await emit({ type: 'listed', objects: 0, sizeBytes: 0, complete: true, ...newRequests() });
    }
  }

  async function announce(page: readonly ListedObject[]): Promise<void> {
    const sizeBytes = page.reduce((sum, object) => sum + object.sizeBytes, 0);
    const objects = page.length;
    await emit({ type: 'listed', objects, sizeBytes, complete: false, ...newRequests() });
  }

  function newRequests(): { storeRequests?: number } {
    const requests = ports.store.requests?.();
    if (requests === undefined) return {};
    const storeRequests = requests - requestsTold;
    requestsTold = requests;
    return { storeRequests };
  }

  async function attempt(ledger: BatchLedger): Promise<AttemptResult<BatchLedger>> {
    const lost = cause.verdict();
    if (lost) return { rest: ledger, progressed: false, fault: lost };
    const asked = ledger.remaining();
    const workers = await allotment.take(workersWanted(asked));
    let progressed = false;
    let ended = false;
    let fault: Fault | undefined;
    let lastFailure: Pick<Fault, 'code' | 'message'> | undefined;
    try {
      if (stopping.aborted) return { rest: ledger, progressed, fault: INTERRUPTED };
      const cascadeRequest = toRequest(request, asked, workers);
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
    return { rest: ledger, progressed, ...(fault && { fault }) };
  }

  function workersWanted(objects: readonly ListedObject[]): number {
    const costs = objects.map(({ key, sizeBytes: end }) => costOf({ key, start: 0, end }));
    const tasks = Math.ceil(objects.length / request.maxTaskSlices);
    return workersFor(totalCost(costs), tasks, request.workersPerCascade);
  }

  /** Says whether the frame settled anything. */
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

  async function giveUp(ledger: BatchLedger, fault: Fault): Promise<undefined> {
    cause.failed(fault);
    const { code } = fault;
    const status = code === 'interrupted' ? 'skipped' : 'failed';
    for (const event of ledger.giveUp({ code, status })) await emit(event);
  }

  async function countAll(): Promise<void> {
    await scatter(toLedgers(packBatches(pages, request.batches)), {
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

async function* toLedgers(batches: AsyncIterable<ListedObject[]>): AsyncGenerator<BatchLedger> {
  for await (const batch of batches) yield new BatchLedger(batch);
}

function toRequest(request: RunRequest, asked: ListedObject[], workers: number): CascadeRequest {
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
    objects: asked,
    ...(sliceBytes !== undefined && { sliceBytes }),
  };
}
