// A simulated worker: it takes the time that its slices take, divides them as the program does, and counts nothing.

import { USUAL_MEMORY_MB, type Work } from '../../src/estimate/worker-model.ts';
import { plain } from '../../src/formats/plain.ts';
import { formatByName } from '../../src/formats/recognise.ts';
import type { BilledFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type Slice, type WorkerRequest } from '../../src/protocol/request.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import { createSliceSplitter, type SliceSplitter } from '../../src/tiers/worker/split-slice.ts';
import { type StandIns, splitHintOf, workOf } from './data-set.ts';
import type { Machine, Place } from './machine.ts';
import type { WorkerSpan } from './timeline.ts';

/**
 * How much longer it takes to count a slice of a gzip member without what comes before it. Measured on text of
 * documentation and of source code; made-up logs take longer.
 */
const CONDITIONAL_FACTOR = 2;

export interface WorkerPorts {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly set: StandIns;
}

interface Part {
  readonly index: number;
  readonly slice: Slice;
  readonly splitter: SliceSplitter;
}

/** Its heartbeats say what it has read, so that the totals grow as in the program. */
export async function* work(
  request: WorkerRequest,
  place: Place,
  span: WorkerSpan,
  { machine, clock, set }: WorkerPorts,
): AsyncGenerator<WorkerFrame | BilledFrame> {
  await clock.sleep(place.startMs, NEVER);
  span.beganAt = clock.now();
  const invokedAt = span.beganAt - place.initMs;
  yield { type: 'hello', protocol: PROTOCOL_VERSION, version: '', requestId: '' };
  const splits: WorkerFrame[] = [];
  const parts = request.slices.map((slice, index) => {
    const splitter = createSliceSplitter(slice, request.sliceBytes, (split) =>
      splits.push({ type: 'split', slice: index, ...split }),
    );
    return { index, slice, splitter };
  });
  if (parts.length > 0) await clock.sleep(machine.requestMs * place.slowness, NEVER);
  if (set.standsFor === 1) for (const part of parts) trySplit(part);
  yield* splits;
  const { timeLimitMs = Number.POSITIVE_INFINITY } = request;
  const endsAt = span.beganAt + timeLimitMs;
  const last = yield* count(parts, request, place, { clock, set, endsAt });
  // It ends then, whether or not its caller has a use yet for what it says.
  const ended = clock.now();
  place.leave();
  span.endedAt = ended;
  yield* last;
  yield { type: 'end', storeRequests: parts.length * set.standsFor };
  yield {
    type: 'billed',
    durationMs: ended - span.beganAt,
    billedMs: Math.ceil(ended - invokedAt),
    ...(place.initMs > 0 && { initMs: place.initMs }),
    memoryMb: USUAL_MEMORY_MB.worker,
    architecture: 'arm64',
  };
}

/** Returns what it says last. */
async function* count(
  parts: readonly Part[],
  { reportEveryMs }: WorkerRequest,
  place: Place,
  { clock, set, endsAt }: Pick<WorkerPorts, 'clock' | 'set'> & { readonly endsAt: number },
): AsyncGenerator<WorkerFrame, WorkerFrame[]> {
  let readBytes = 0;
  const waiting = parts.map((part) => {
    const bytes = part.splitter.end() - part.slice.start;
    return { ...part, bytes, busyMs: place.takeMs(workOfPart(part, set)) };
  });
  const busyMs = waiting.reduce((sum, part) => sum + part.busyMs, 0);
  const waitMs = place.waitMs({
    objects: waiting.length * set.standsFor,
    sizeBytes: waiting.reduce((sum, part) => sum + part.bytes, 0) * set.standsFor,
  });
  const slowness = place.slowness * Math.max(1, waitMs / Math.max(busyMs, Number.MIN_VALUE));
  // Frames are passed on once in a while, not each by itself.
  let owedMs = 0;
  const done: WorkerFrame[] = [];
  for (const { index, slice, bytes, ...part } of waiting) {
    const ms = part.busyMs * slowness;
    const leftOfTimeMs = endsAt - clock.now() - owedMs;
    const isCutShort = ms > leftOfTimeMs;
    let leftMs = Math.max(0, Math.min(ms, leftOfTimeMs));
    const untilEndMs = ms - leftMs;
    let told = { bytes: 0, leftMs };
    while (owedMs + leftMs >= reportEveryMs) {
      const stepMs = reportEveryMs - owedMs;
      await clock.sleep(reportEveryMs, NEVER);
      owedMs = 0;
      leftMs -= stepMs;
      yield* done.splice(0);
      readBytes = ms === 0 ? 0 : Math.floor(bytes * (1 - (untilEndMs + leftMs) / ms));
      const readingBytes = readBytes - told.bytes;
      yield { type: 'heartbeat', readingBytes, reading: [[index, readingBytes]] };
      const { key } = slice;
      if (told.leftMs - leftMs >= reportEveryMs && formatByName(key) === plain) {
        const at = slice.start + told.bytes;
        if (readingBytes > 0) yield checkpointFrame(index, key, at, readingBytes);
        told = { bytes: readBytes, leftMs };
      }
    }
    owedMs += leftMs;
    if (isCutShort) {
      const countedBytes = Math.floor(bytes * (1 - untilEndMs / ms));
      const newBytes = countedBytes - told.bytes;
      const at = slice.start + told.bytes;
      if (newBytes > 0) done.push(checkpointFrame(index, slice.key, at, newBytes));
      break;
    }
    done.push(countFrame(index, slice.start + told.bytes, bytes - told.bytes));
  }
  await clock.sleep(owedMs, NEVER);
  return done;
}

/** As the first bytes tell the format, an object that can be divided is divided then. */
function trySplit({ slice, splitter }: Part): void {
  const format = formatByName(slice.key);
  const hint = splitHintOf(slice.key);
  if (hint !== undefined && splitter.isLong(format)) splitter.trySplit(format, hint, slice.start);
}

function workOfPart({ slice, splitter }: Part, set: StandIns): Work {
  const { key, start } = slice;
  const work = workOf({ key, start, end: splitter.end() }, set);
  const isConditional = formatByName(key).mayBeConditional?.(slice.seek ?? '') ?? false;
  return isConditional ? { ...work, cost: work.cost * CONDITIONAL_FACTOR } : work;
}

/** Of a format that cannot be gone on with there, a worker would report less. */
function checkpointFrame(index: number, key: string, at: number, bytes: number): WorkerFrame {
  const { slice: _, type: __, ...part } = countFrame(index, at, bytes);
  return { type: 'checkpoint', slice: index, ...part, format: formatByName(key).name };
}

function countFrame(slice: number, at: number, bytes: number) {
  const [start, next] = [{ at }, { at: at + bytes }];
  const count = { bytes, lines: 0, words: 0, startsInWord: false, endsInWord: false };
  return { type: 'count' as const, slice, start, next, count, ms: 0 };
}

export const NEVER = new AbortController().signal;
