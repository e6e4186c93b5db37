// The cascade: cuts a batch into slices, packs them into tasks, scatters these over workers, and
// tells of each object, or of many in sum, what came of it.

import { cutSlices } from '../../src/planning/cut-slices.ts';
import { packTasks } from '../../src/planning/pack-tasks.ts';
import type { Architecture } from '../../src/protocol/architecture.ts';
import type { CascadeFrame } from '../../src/protocol/frame.ts';
import {
  type CascadeRequest,
  PROTOCOL_VERSION,
  type Slice,
  type WorkerRequest,
} from '../../src/protocol/request.ts';
import type { InvokeWorker } from '../../src/run/ports.ts';
import { anySignal } from '../../src/scatter/any-signal.ts';
import { createChannel } from '../../src/scatter/channel.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import {
  BROKEN_ANSWER,
  type Fault,
  faultOfInvocation,
  GAVE_BACK,
} from '../../src/scatter/fault.ts';
import { createLostCause, isBrokenOff } from '../../src/scatter/lost-cause.ts';
import { type AttemptResult, type RetryPolicy, scatter } from '../../src/scatter/scatter.ts';
import { VERSION } from '../../src/version.ts';
import { type OwnedSlice, type SettledObject, SliceLedger } from './slice-ledger.ts';
import { createSumCollector } from './sum-collector.ts';

export interface CascadePorts {
  readonly invokeWorker: InvokeWorker;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly requestId: string;
  readonly architecture?: Architecture;
  /** Left out, there is no hurry. */
  readonly deadline?: CascadeDeadline;
  /** Aborting it ends the answer without what is not counted yet. */
  readonly signal: AbortSignal;
}

export interface CascadeDeadline {
  /** Milliseconds until no worker may be invoked any more. */
  launchingMs(): number;
  /** Milliseconds until the answer must have ended, whatever the workers still do. */
  answeringMs(): number;
}

/** What one worker invocation is given. */
interface Task {
  readonly slices: readonly OwnedSlice[];
  /** After a worker broke off: one slice at a time, so that it is known which one it broke at. */
  readonly careful: boolean;
  /** How many slices in a row were given up because a worker broke at each. */
  readonly blamed: number;
}

/** After this many such slices it is the worker that is broken, and not the slices. */
const MAX_BLAMED = 3;

/** The frames of a cascade's answer. To stop it is to return from the iteration. */
export async function* cascade(
  request: CascadeRequest,
  ports: CascadePorts,
): AsyncGenerator<CascadeFrame> {
  const { clock } = ports;
  const frames = createChannel<CascadeFrame>();
  // Aborts when the answer is complete, or no longer wanted.
  const over = new AbortController();
  const stopping = anySignal(ports.signal, over.signal);
  const launchingOver = new AbortController();
  const launching = anySignal(stopping, launchingOver.signal);
  const answeringOver = new AbortController();
  const listening = anySignal(stopping, answeringOver.signal);
  const slices = cutSlices(request.objects);
  const ledger = new SliceLedger(slices);
  const sums = createSumCollector();
  const cause = createLostCause(MAX_BLAMED);
  const readingBytes = new Map<object, number>();

  /** There is nothing to wait for where an object only enters a sum, as nearly all do. */
  function settle(settled: SettledObject | undefined): Promise<void> | undefined {
    if (!settled) return undefined;
    const { object, tally: count, ms, pieces, remark, fault } = settled;
    if (fault) {
      return frames.push({ type: 'failed', object, count, ms, ...fault, retryable: false });
    }
    if (request.perObject || remark !== undefined) {
      return frames.push({ type: 'object', object, count, ms, pieces, ...(remark && { remark }) });
    }
    sums.add(object, count, ms);
    return undefined;
  }

  async function attempt(task: Task): Promise<AttemptResult<Task>> {
    const lost = cause.verdict();
    if (lost) return { rest: task, progressed: false, fault: lost };
    const open = new Map(task.slices.entries());
    let progressed = false;
    let ended = false;
    let fault: Fault | undefined;
    let requests: { storeRequests?: number } = {};
    try {
      for await (const frame of ports.invokeWorker(toRequest(request, task), listening)) {
        switch (frame.type) {
          case 'count':
          case 'stopped':
          case 'failed': {
            cause.succeeded();
            const before = open.get(frame.slice);
            await settle(ledger.accept(frame, open));
            if (open.get(frame.slice)?.start !== before?.start) progressed = true;
            break;
          }
          case 'billed':
            await frames.push({ ...frame, ...requests });
            break;
          case 'alive':
            readingBytes.set(task, frame.readingBytes);
            requests = requestsOf(frame);
            break;
          case 'end':
            ended = true;
            requests = requestsOf(frame);
            break;
          case 'hello':
            break;
        }
      }
    } catch (error) {
      fault = faultOfInvocation(error);
    } finally {
      readingBytes.delete(task);
    }
    if (open.size === 0) return { progressed };

    const left = [...open.values()];
    fault ??= faultOfSlices(left);
    // A worker that ends its answer in order gives back what it had no time for: no fault in that.
    if (!fault && !ended) fault = BROKEN_ANSWER;
    if (!fault && !progressed) fault = GAVE_BACK;
    const careful = fault !== undefined && isBrokenOff(fault.code);
    const rest: Task = { slices: left, careful, blamed: progressed ? 0 : task.blamed };
    if (!launching.aborted && fault?.retryable) await reportRetry(left, fault);
    return { rest, progressed, ...(fault && { fault }) };
  }

  async function reportRetry(left: readonly OwnedSlice[], fault: Fault): Promise<void> {
    const { code, message } = fault;
    const objects = new Set(left.map((slice) => slice.object));
    const example = left[0]?.object ?? 0;
    await frames.push({ type: 'retried', code, message, objects: objects.size, example });
  }

  async function giveUp(task: Task, fault: Fault): Promise<Task | undefined> {
    // What an interrupted or late cascade has not begun belongs to the one who asked for it.
    if (launching.aborted) return undefined;
    cause.failed(fault);
    const [first, ...others] = task.slices;
    const blamesOne = task.careful && task.blamed + 1 < MAX_BLAMED && !cause.verdict();
    if (first && others.length > 0 && blamesOne) {
      await settle(ledger.giveUp(first, fault));
      return { slices: others, careful: true, blamed: task.blamed + 1 };
    }
    for (const slice of task.slices) await settle(ledger.giveUp(slice, fault));
    return undefined;
  }

  async function countAll(): Promise<void> {
    const { maxTaskSlices: maxSlices, workers } = request;
    const tasks = packTasks(slices, { maxSlices, workers }).map(
      (task): Task => ({ slices: task, careful: false, blamed: 0 }),
    );
    const { retry, random } = ports;
    const signal = launching;
    await scatter(tasks, { concurrency: workers, retry, clock, random, signal, attempt, giveUp });
    await report();
    await frames.push({ type: 'end' });
  }

  async function report(): Promise<void> {
    const sum = sums.take();
    if (sum) await frames.push(sum);
    const reading = [...readingBytes.values()].reduce((total, bytes) => total + bytes, 0);
    await frames.push({ type: 'alive', readingBytes: reading });
  }

  async function watchTime(): Promise<void> {
    const { deadline } = ports;
    if (!deadline) return;
    await clock.sleep(Math.max(0, deadline.launchingMs()), stopping);
    launchingOver.abort();
    await clock.sleep(Math.max(0, deadline.answeringMs()), stopping);
    answeringOver.abort();
  }

  async function reportRegularly(): Promise<void> {
    while (!stopping.aborted) {
      await clock.sleep(request.reportEveryMs, stopping);
      if (!stopping.aborted) await report();
    }
  }

  const { requestId, architecture } = ports;
  yield {
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    version: VERSION,
    requestId,
    ...(architecture && { architecture }),
  };
  const counting = countAll().then(frames.close, frames.fail);
  const reporting = reportRegularly();
  const watching = watchTime();
  try {
    yield* frames;
  } finally {
    over.abort();
    await Promise.all([counting, reporting, watching]);
  }
}

function toRequest(request: CascadeRequest, task: Task): WorkerRequest {
  const { protocol, source, words, reportEveryMs, inFlight } = request;
  return {
    protocol,
    source,
    words,
    reportEveryMs,
    inFlight: task.careful ? 1 : inFlight,
    slices: task.slices.map(toSlice),
  };
}

/** The slice as a worker is to see it. */
function toSlice({ key, sizeBytes, etag, start, end, format }: OwnedSlice): Slice {
  const slice: Slice = { key, sizeBytes, start, end };
  if (etag !== undefined) slice.etag = etag;
  if (format !== undefined) slice.format = format;
  return slice;
}

function requestsOf({ storeRequests }: { storeRequests?: number | undefined }) {
  return storeRequests === undefined ? {} : { storeRequests };
}

/** Why slices were left although the worker answered: the first one's own reason, if any has one. */
function faultOfSlices(left: readonly OwnedSlice[]): Fault | undefined {
  const fault = left.find((slice) => slice.fault)?.fault;
  return fault && { ...fault, throttled: false };
}
