// Simulates how long a run takes and what it costs: with the program's own run, cascades and plan, simulated
// functions and threads, and a virtual clock.

import { setMaxListeners } from 'node:events';
import { pricesOf } from '../../src/aws/prices.ts';
import { USUAL_MEMORY_MB } from '../../src/estimate/worker-model.ts';
import { knownCost } from '../../src/events/known-cost.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../src/events/totals.ts';
import { THREAD_OVERHEADS } from '../../src/planning/fair-share.ts';
import type { BilledFrame, CascadeFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import type { InvokeCascade, InvokeWorker } from '../../src/protocol/ports.ts';
import type { CascadeRequest, WorkerRequest } from '../../src/protocol/request.ts';
import { type RunRequest, run } from '../../src/run/run.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { cascade } from '../../src/tiers/cascade/cascade.ts';
import type { DataSet } from './data-set.ts';
import { createEventClock } from './event-clock.ts';
import type { Machine } from './machine.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { NEVER, work } from './worker.ts';

const PAGE_OBJECTS = 1_000;
const MAX_TASK_SLICES = 500;
const SLICE_BYTES = 128 * 2 ** 20;

/** In a run of hours, reports every half second are most of what is simulated, and change nothing. */
const REPORTS_A_RUN = 10_000;

/** The limits by which a run plans its batches and workers. */
export type PlanLimits = Pick<
  RunRequest,
  'engine' | 'cascades' | 'workers' | 'batches' | 'reportEveryMs' | 'hedgePercent'
>;

export interface Simulated {
  readonly elapsedMs: number;
  /** When the totals that are shown first were more than nothing. */
  readonly firstTotalMs: number;
  readonly dollars: number;
  readonly totals: Totals;
  readonly timeline: Timeline;
}

export interface SimulationPorts {
  readonly createMachine: (clock: Clock) => Machine;
  /** How many workers run at a time; left out, all that are invoked do. */
  readonly parallelWorkers?: number;
}

/** About as long as `expectedMs` is what the run is expected to take. */
export async function simulateRun(
  set: DataSet,
  limits: PlanLimits,
  expectedMs: number,
  { createMachine, parallelWorkers }: SimulationPorts,
): Promise<Simulated> {
  const { objects, standsFor } = set;
  const clock = createEventClock();
  const machine = createMachine(clock);
  const timeline = createTimeline();
  const abandoned: Promise<void>[] = [];
  const random = () => 0.5;
  const retry = DEFAULT_RETRY;
  const { signal } = new AbortController();
  setMaxListeners(0, signal, NEVER);
  const reportEveryMs = Math.max(limits.reportEveryMs, Math.round(expectedMs / REPORTS_A_RUN));
  const request: RunRequest = {
    ...scaled(limits, standsFor),
    source: { kind: 'directory', path: '' },
    sourceName: { dir: '', prefix: '' },
    ...(limits.engine === 'lambda' && { prices: pricesOf('us-east-1') }),
    words: 'wc',
    selection: { prefixes: [''], keys: [] },
    matches: () => true,
    perObject: false,
    maxTaskSlices: Math.ceil(MAX_TASK_SLICES / standsFor),
    // One that stands for many cannot be divided.
    ...(standsFor === 1 && { sliceBytes: SLICE_BYTES }),
    inFlight: 1,
    reportEveryMs,
  };

  /** A cascade's way to its workers: it launches one after the other. */
  function createInvokeWorker(number: number): InvokeWorker {
    let readyAt = 0;
    return async function* invokeWorker(
      asked: WorkerRequest,
      stop: AbortSignal,
    ): AsyncGenerator<WorkerFrame | BilledFrame> {
      readyAt = Math.max(readyAt, clock.now()) + machine.launchMs;
      await clock.sleep(readyAt - clock.now(), NEVER);
      const place = await machine.enterWorker();
      const now = clock.now();
      const span = {
        ...{ cascade: number, slices: asked.slices.length, isCold: place.initMs > 0 },
        ...{ slowness: place.slowness, invokedAt: now, beganAt: now, endedAt: now },
        isSecond: asked.timeLimitMs !== undefined,
      };
      timeline.workers.push(span);
      const frames = work(asked, place, span, { machine, clock, set });
      yield* listen(frames, stop, (rest) => abandoned.push(rest));
    };
  }

  const invokeCascade: InvokeCascade = async function* invokeCascade(
    asked: CascadeRequest,
    stop: AbortSignal,
  ): AsyncGenerator<CascadeFrame | BilledFrame> {
    const place = await machine.enterCascade();
    const invokedAt = clock.now();
    const span = {
      ...{ objects: asked.objects.length, workers: asked.workers },
      ...{ invokedAt, beganAt: invokedAt, endedAt: invokedAt },
    };
    timeline.cascades.push(span);
    const invokeWorker = createInvokeWorker(timeline.cascades.length);
    await clock.sleep(place.startMs, NEVER);
    span.beganAt = clock.now();
    const { cascadeLaunchingMs, cascadeAnsweringMs } = machine;
    yield* cascade(asked, {
      ...{ invokeWorker, clock, random, retry, signal: stop, requestId: '' },
      ...(parallelWorkers !== undefined && { parallelWorkers, overheads: THREAD_OVERHEADS }),
      ...(cascadeLaunchingMs !== undefined &&
        cascadeAnsweringMs !== undefined && {
          deadline: {
            launchingMs: () => span.beganAt + cascadeLaunchingMs - clock.now(),
            answeringMs: () => span.beganAt + cascadeAnsweringMs - clock.now(),
          },
        }),
    });
    place.leave();
    span.endedAt = clock.now();
    const durationMs = span.endedAt - span.beganAt;
    const billedMs = Math.ceil(durationMs + place.initMs);
    const about = { memoryMb: USUAL_MEMORY_MB.cascade, architecture: 'arm64' as const };
    yield { type: 'billed', durationMs, billedMs, ...about };
  };

  let pages = 0;
  async function* list() {
    const pageObjects = PAGE_OBJECTS / standsFor;
    const count = Math.ceil(objects.length / pageObjects);
    for (let at = 0; at < count; ) {
      const together = at === 0 ? 1 : Math.min(machine.pagesAtATime, count - at);
      const ms = Array.from({ length: together }, (_, i) => machine.pageMs(at + i));
      await clock.sleep(Math.max(...ms), NEVER);
      pages += together;
      for (const end = at + together; at < end; at += 1) {
        if (at === count - 1) timeline.listedAt = clock.now();
        yield objects.slice(at * pageObjects, (at + 1) * pageObjects);
      }
    }
  }

  let totals = NO_TOTALS;
  let firstTotalMs = Number.NaN;
  const store = { list, requests: () => pages };
  for await (const event of run(request, { store, invokeCascade, clock, random, retry, signal })) {
    totals = addEvent(totals, event);
    if (Number.isNaN(firstTotalMs) && totals.live.readBytes > 0) firstTotalMs = clock.now();
  }
  timeline.endedAt = totals.elapsedMs;
  await Promise.all(abandoned);
  const expected = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totals.tally.bytes !== expected)
    throw new Error(`${set.name}: ${totals.tally.bytes} of ${expected} bytes counted`);
  const { dollars } = knownCost(totals);
  return { elapsedMs: totals.elapsedMs, firstTotalMs, dollars, totals, timeline };
}

/** The frames until nobody listens any more; the worker runs to its end all the same. */
async function* listen<Frame extends WorkerFrame | BilledFrame>(
  frames: AsyncGenerator<Frame>,
  stop: AbortSignal,
  abandon: (rest: Promise<void>) => void,
): AsyncGenerator<Frame | BilledFrame> {
  let giveUp = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
  });
  stop.addEventListener('abort', giveUp);
  try {
    for (;;) {
      const next = frames.next();
      const heard = await Promise.race([next, stopped]);
      if (!heard) {
        abandon(runToEnd(next, frames));
        yield { type: 'billed' };
        return;
      }
      if (heard.done) return;
      yield heard.value;
    }
  } finally {
    stop.removeEventListener('abort', giveUp);
  }
}

async function runToEnd(next: Promise<unknown>, frames: AsyncIterable<unknown>): Promise<void> {
  await next;
  for await (const _ of frames);
}

/** Where one object stands for many, limits on their number are for fewer. */
function scaled(limits: PlanLimits, standsFor: number): PlanLimits {
  const { batches } = limits;
  return {
    ...limits,
    batches: {
      ...batches,
      maxObjects: Math.ceil(batches.maxObjects / standsFor),
      maxNameBytes: Math.ceil(batches.maxNameBytes / standsFor),
      maxWaiting: Math.ceil(batches.maxWaiting / standsFor),
    },
  };
}
