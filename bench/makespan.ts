// Simulates how long a run takes if only the distribution of work matters: with the program's own run,
// cascades and plan, simulated workers and a virtual clock.

import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { addEvent, NO_TOTALS } from '../src/events/totals.ts';
import { formatByName } from '../src/formats/recognise.ts';
import { createLocalCascade } from '../src/local/local-cascade.ts';
import { OPENING_COST } from '../src/planning/fair-share.ts';
import type { WorkerFrame } from '../src/protocol/frame.ts';
import type { ListedObject } from '../src/protocol/ports.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../src/protocol/request.ts';
import { type RunRequest, run } from '../src/run/run.ts';
import type { Clock } from '../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../src/scatter/scatter.ts';
import { createSliceSplitter } from '../src/tiers/worker/split-slice.ts';
import { createVirtualClock } from '../test/fixtures/virtual-clock.ts';

/** A worker's speed, in counting cost (bytes of plain text) a millisecond. */
const BYTES_PER_MS = 100_000;

/** The time that an invocation takes before its first slice. */
const INVOCATION_MS = 10;

/**
 * How much longer it takes to count a slice of a gzip member without what comes before it. Measured on text of
 * documentation and of source code; made-up logs take longer.
 */
const CONDITIONAL_FACTOR = 2;

const ARTICLE_KEYS_PER_WORKER = 5;

const PAGE_OBJECTS = 1_000;

/** The limits by which a run plans its batches and workers. */
export type PlanLimits = Pick<RunRequest, 'engine' | 'cascades' | 'workers' | 'batches'>;

/** Milliseconds for all objects, divided and packed like in the program. */
export async function simulateRun(
  objects: readonly ListedObject[],
  workers: number,
  limits: PlanLimits,
): Promise<number> {
  const clock = createVirtualClock();
  const retry = DEFAULT_RETRY;
  const random = () => 0.5;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const invokeWorker = createWorkers(workers, clock);
  const request: RunRequest = {
    ...limits,
    source: { kind: 'directory', path: '' },
    sourceName: { dir: '', prefix: '' },
    words: 'wc',
    selection: { prefixes: [''], keys: [] },
    matches: () => true,
    perObject: false,
    maxTaskSlices: 500,
    sliceBytes: 128 * 2 ** 20,
    inFlight: 1,
    reportEveryMs: 500,
  };
  let totals = NO_TOTALS;
  const parallel = limits.engine === 'local' && { parallelWorkers: workers };
  const invokeCascade = createLocalCascade({ invokeWorker, clock, random, retry, ...parallel });
  const store = { list: () => inPages(objects) };
  for await (const event of run(request, { store, invokeCascade, clock, random, retry, signal })) {
    totals = addEvent(totals, event);
  }
  const expected = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totals.tally.bytes !== expected)
    throw new Error(`${totals.tally.bytes} of ${expected} bytes counted`);
  return totals.elapsedMs;
}

/** Milliseconds with a fixed number of keys for each invocation, in the order of the listing and never cut. */
export function simulateArticle(objects: readonly ListedObject[], workers: number): number {
  const freeAt = new Array<number>(workers).fill(0);
  for (let at = 0; at < objects.length; at += ARTICLE_KEYS_PER_WORKER) {
    const keys = objects.slice(at, at + ARTICLE_KEYS_PER_WORKER);
    const first = freeAt.indexOf(Math.min(...freeAt));
    const ms = keys.reduce((sum, object) => sum + wholeMs(object), INVOCATION_MS);
    freeAt[first] = (freeAt[first] as number) + ms;
  }
  return Math.max(...freeAt);
}

/** The lower bound of all plans: the work evenly on all workers, or the largest indivisible piece. */
export function leastMs(objects: readonly ListedObject[], workers: number): number {
  const all = objects.reduce((sum, object) => sum + wholeMs(object), 0);
  const undivided = objects.filter(({ key }) => splitHintOf(key) === undefined).map(wholeMs);
  return undivided.reduce((most, ms) => Math.max(most, ms), all / workers);
}

function wholeMs({ key, sizeBytes }: ListedObject): number {
  return OPENING_MS + (sizeBytes * formatByName(key).costPerByte) / BYTES_PER_MS;
}

const OPENING_MS = OPENING_COST / BYTES_PER_MS;

/** The cost of an object before it is read. Its name tells its format. */
function splitHintOf(key: string): string | undefined {
  return formatByName(key).splitHint(new Uint8Array(0), false);
}

function createWorkers(workers: number, clock: Clock) {
  const limit = pLimit(workers);
  const never = new AbortController().signal;
  const acquire = () =>
    new Promise<() => void>((resolve) => void limit(() => new Promise<void>(resolve)));

  setMaxListeners(0, never);
  return async function* invokeWorker(request: WorkerRequest): AsyncGenerator<WorkerFrame> {
    const release = await acquire();
    try {
      yield { type: 'hello', protocol: PROTOCOL_VERSION, version: '', requestId: '' };
      let owedMs = INVOCATION_MS;
      const counted: WorkerFrame[] = [];
      for (const [index, slice] of request.slices.entries()) {
        owedMs += OPENING_MS;
        const format = formatByName(slice.key);
        const cuts: WorkerFrame[] = [];
        const splitter = createSliceSplitter(slice, request.sliceBytes, (cut) =>
          cuts.push({ type: 'split', slice: index, ...cut }),
        );
        const hint = splitHintOf(slice.key);
        if (hint !== undefined && splitter.isLong(format)) {
          await clock.sleep(owedMs, never);
          owedMs = 0;
          splitter.trySplit(format, hint, slice.start);
          yield* cuts;
        }
        const bytes = splitter.end() - slice.start;
        const isConditional = format.mayBeConditional?.(slice.seek ?? '') ?? false;
        const factor = isConditional ? CONDITIONAL_FACTOR : 1;
        owedMs += (factor * bytes * format.costPerByte) / BYTES_PER_MS;
        counted.push(countFrame(index, slice.start, bytes));
      }
      await clock.sleep(owedMs, never);
      yield* counted;
      yield { type: 'end' };
    } finally {
      release();
    }
  };
}

function countFrame(slice: number, at: number, bytes: number): WorkerFrame {
  const [start, next] = [{ at }, { at: at + bytes }];
  const count = { bytes, lines: 0, words: 0, startsInWord: false, endsInWord: false };
  return { type: 'count', slice, start, next, count, ms: 0 };
}

async function* inPages(objects: readonly ListedObject[]) {
  for (let at = 0; at < objects.length; at += PAGE_OBJECTS) {
    yield objects.slice(at, at + PAGE_OBJECTS);
  }
}
