// The worker: counts the slices of one task, several at a time, and says of each how it went.

import type { ByteSource } from '../../formats/byte-cursor.ts';
import { formatByName } from '../../formats/recognise.ts';
import type { WorkerFrame } from '../../protocol/frame.ts';
import type { ObjectStore } from '../../protocol/ports.ts';
import type { Slice, WorkerRequest } from '../../protocol/request.ts';
import { anySignal } from '../../scatter/any-signal.ts';
import { createChannel } from '../../scatter/channel.ts';
import type { Clock } from '../../scatter/clock.ts';
import { type FlatLists, flattenAsync } from '../../scatter/flatten-async.ts';
import { type Answering, answer } from '../answer.ts';
import { countSlice } from './count-slice.ts';
import { countSmallSlice } from './count-small-slice.ts';
import type { PartAbout } from './counted-slice.ts';
import { createReadBudget } from './read-budget.ts';
import { readOn } from './read-on.ts';
import { createReadingSlices } from './reading-slices.ts';
import type { CountedPart } from './slice-progress.ts';
import { createSliceQueue, type SliceQueue } from './slice-queue.ts';

export interface WorkerPorts extends Answering {
  readonly store: Pick<ObjectStore, 'read' | 'readAtOnce' | 'requests'>;
  readonly clock: Clock;
  /** Milliseconds until the answer must have ended; left out, there is no hurry. */
  readonly remainingMs?: () => number;
  /** Left out, all slices are counted here; otherwise those that are taken from it. */
  readonly queue?: SliceQueue;
  /** The most bytes that open slices may hold, as `readBudgetFor` has them; left out, `inFlight` alone limits them. */
  readonly readBudgetBytes?: number;
}

/** For how long synchronous reads may keep the event loop from its other work. */
const MAX_BUSY_MS = 50;

/** After so many small objects the frames about them are let go. */
const MAX_AT_ONCE = 64;

/**
 * A place within a unit takes kilobytes to tell, and is told once in so many reports: in as many again
 * for so many characters of such places that were told, as an answer that is not streamed is 6 MB at the
 * most. Twelve members of noise, at 44 KB a place, take 5 MB of that in a quarter of an hour.
 */
const WITHIN_UNIT_EVERY = 10;
const PLACES_LENGTH = 150_000;

const OUT_OF_TIME = {
  code: 'out-of-time',
  message: 'one worker has too little time for it, and it cannot be divided',
  retryable: false,
} as const;

/** The frames of a worker's answer. To stop it is to return from the iteration. */
export function work(request: WorkerRequest, ports: WorkerPorts): FlatLists<WorkerFrame> {
  return flattenAsync(workInLists(request, ports));
}

async function* workInLists(
  request: WorkerRequest,
  ports: WorkerPorts,
): AsyncGenerator<readonly WorkerFrame[]> {
  const { clock } = ports;
  const frames = createChannel<WorkerFrame>();
  const stop = new AbortController();
  const timeUp = new AbortController();
  const reading = anySignal(stop.signal, timeUp.signal);
  const requestsBefore = ports.store.requests?.() ?? 0;
  const readingSlices = createReadingSlices();
  let toldPlacesLength = 0;
  let yieldedAt = clock.now();

  async function* observe(sources: Iterable<ByteSource>, onRead: (bytes: number) => void) {
    for (const source of sources) {
      for await (const chunk of source) {
        if (isTimeUp()) timeUp.abort();
        reading.throwIfAborted();
        onRead(chunk.length);
        yield chunk;
        if (isBusyTooLong()) await breathe();
      }
    }
  }

  function isTimeUp(): boolean {
    return ports.remainingMs !== undefined && ports.remainingMs() <= 0;
  }

  function storeRequests(): { storeRequests?: number } {
    const requests = ports.store.requests?.();
    return requests === undefined ? {} : { storeRequests: requests - requestsBefore };
  }

  function isBusyTooLong(): boolean {
    return clock.now() - yieldedAt > MAX_BUSY_MS;
  }

  /** Lets the event loop do its other work. */
  async function breathe(): Promise<void> {
    await new Promise(setImmediate);
    yieldedAt = clock.now();
  }

  /** Says whether it is counted. Each promise would cost more than counting a small object. */
  function countAtOnce(slice: Slice, index: number): boolean {
    const startedAt = clock.now();
    const count = countSmallSlice(slice, request, ports.store);
    if (!count) return false;
    const ms = roundToMicroseconds(clock.now() - startedAt);
    const [start, next] = [{ at: slice.start }, { at: slice.end }];
    void frames.push({ type: 'count', slice: index, start, next, count, ms });
    return true;
  }

  async function countOne(slice: Slice, index: number): Promise<void> {
    const { words, as, sliceBytes } = request;
    // Before it is read its name must do to tell its format, which is only to read no more than needed.
    const { costPerByte } = formatByName(slice.key);
    const aloneBytes = sliceBytes && sliceBytes / costPerByte;
    let reportedAt = clock.now();
    let sliceReadBytes = 0;
    let hasReported = false;
    const reader = readingSlices.begin(slice, index);
    const onRead = (bytes: number) => {
      sliceReadBytes += bytes;
      reader.read(bytes);
    };
    const onReadAside = (bytes: number) => {
      sliceReadBytes += bytes;
    };
    const read = (start: number, end: number) => ports.store.read(slice, start, end, reading);
    /** The part of the time that is not reported yet. */
    const takeMs = () => {
      const now = clock.now();
      const ms = roundToMicroseconds(now - reportedAt);
      reportedAt = now;
      return ms;
    };
    /** How often the place that is reached is to be told. */
    const everyMs = (isWithinUnit: boolean) => {
      const { reportEveryMs } = request;
      if (!isWithinUnit) return reportEveryMs;
      return reportEveryMs * WITHIN_UNIT_EVERY * (1 + toldPlacesLength / PLACES_LENGTH);
    };
    const report = (part: CountedPart, about: PartAbout) => {
      hasReported = true;
      toldPlacesLength += part.next.decoderState?.length ?? 0;
      return frames.push({ type: 'checkpoint', slice: index, ...part, ...about, ms: takeMs() });
    };

    const counted = await countSlice(slice, {
      words,
      as,
      sliceBytes,
      open: (at, end) => {
        reader.openAt(at, end);
        return observe(readOn(slice, at, { sliceBytes: aloneBytes, end }, read), onRead);
      },
      readBytes: (start, end) => gather(observe([read(start, end)], onReadAside)),
      wantsPart: (isWithinUnit) => clock.now() - reportedAt >= everyMs(isWithinUnit),
      onPart: (part, about) => void report(part, about),
      onSplit: (cut) => void frames.push({ type: 'split', slice: index, ...cut }),
      onBegin: reader.lookBy,
    });
    reader.end();

    const { fault, count } = counted;
    const isTimeOver = fault !== undefined && timeUp.signal.aborted;
    if (fault && counted.resumable && (isTimeOver || fault.retryable)) {
      const { part, about, isEnd } = counted.resumable;
      if (isEnd) return frames.push({ type: 'count', slice: index, ...part, ms: takeMs() });
      await report(part, about);
      if (!isTimeOver) await frames.push({ type: 'failed', slice: index, ...fault, ms: 0 });
      return;
    }
    const ms = takeMs();
    if (!fault) {
      const { start, next, conditional, remark } = counted;
      const about = { slice: index, start, next, count, ms };
      const more = { ...(conditional && { conditional }), ...(remark && { remark }) };
      await frames.push({ type: 'count', ...about, ...more });
      return;
    }
    // A slice that came further, or had not all of the time to itself, is given back without a word; so is what
    // the store gave nothing of.
    const isHopeless = isAlone(index) && sliceReadBytes > 0 && !hasReported;
    if (isTimeOver && !isHopeless) return;
    const { start } = counted;
    if (isTimeOver && slice.seek !== undefined && !start) {
      // A worker that comes to it from the left need not seek, and can say how far it came.
      await frames.push({
        type: 'count',
        slice: index,
        start: null,
        next: { at: slice.end },
        count,
        ms,
      });
      return;
    }
    const about = { slice: index, count, ms, ...(start && { start }) };
    await frames.push({ type: 'failed', ...about, ...(isTimeOver ? OUT_OF_TIME : fault) });
  }

  /** Whether a slice has all of the worker's time for itself. Other threads share its connection. */
  function isAlone(index: number): boolean {
    const isOnly = request.slices.length === 1;
    return index === 0 && (isOnly || (request.inFlight === 1 && !ports.queue));
  }

  async function countAll(): Promise<void> {
    const { queue = createSliceQueue() } = ports;
    const budget = createReadBudget(ports.readBudgetBytes);
    const lane = async () => {
      for (;;) {
        while (budget.isFull()) await budget.freed();
        if (reading.aborted || isTimeUp()) return;
        const index = queue.take();
        const slice = request.slices[index];
        if (!slice) return;
        budget.open(slice);
        if (!countAtOnce(slice, index)) await countOne(slice, index);
        // The frames are let go.
        else if (index % MAX_AT_ONCE === 0) await undefined;
        budget.close(slice);
        if (isBusyTooLong()) await breathe();
        // One at a time is how a worker is asked that may die at any slice: what it has said of
        // one must be on its way before it begins the next.
        if (request.inFlight === 1) await breathe();
      }
    };
    await Promise.all(Array.from({ length: request.inFlight }, lane));
    await frames.push({ type: 'end', ...storeRequests() });
  }

  async function reportReading(): Promise<void> {
    while (!stop.signal.aborted) {
      await clock.sleep(request.reportEveryMs, stop.signal);
      if (stop.signal.aborted) return;
      await frames.push({ type: 'heartbeat', ...readingSlices.figures(), ...storeRequests() });
    }
  }

  /** A read that gives nothing must not keep the worker past its time. */
  async function watchTime(): Promise<void> {
    if (!ports.remainingMs) return;
    await clock.sleep(Math.max(0, ports.remainingMs()), reading);
    timeUp.abort();
  }

  yield* answer(ports, frames, countAll, [reportReading, watchTime], stop);
}

/** Further digits of a clock are noise, and long to write. */
function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
