// The time of a worker: until when it may read, and for how long it may keep the event loop to itself.

import type { ByteSource } from '../../formats/byte-cursor.ts';
import type { WorkerRequest } from '../../protocol/request.ts';
import { anySignal } from '../../scatter/any-signal.ts';
import type { Clock } from '../../scatter/clock.ts';

/** For how long synchronous reads may keep the event loop from its other work. */
const MAX_BUSY_MS = 50;

export interface WorkerTime {
  /** Aborts when the time is up, or nobody wants the answer any more. */
  readonly reading: AbortSignal;
  /** Whether reading has ended since the time is up. */
  hasEnded(): boolean;
  /** Whether nothing is to be begun any more. */
  isOver(): boolean;
  /** The chunks of the sources, as long as there is time. */
  chunksOf(
    sources: Iterable<ByteSource>,
    onRead: (bytes: number) => void,
  ): AsyncIterable<Uint8Array>;
  isBusyTooLong(): boolean;
  /** Lets the event loop do its other work. */
  breathe(): Promise<void>;
  /** A read that gives nothing must not keep the worker past its time. */
  watch(): Promise<void>;
}

/** Milliseconds until the worker must stop, if there is a limit: its function's, or its request's if that is sooner. */
export function timeLeft(
  { timeLimitMs }: Pick<WorkerRequest, 'timeLimitMs'>,
  { clock, remainingMs }: { readonly clock: Clock; readonly remainingMs?: () => number },
): (() => number) | undefined {
  if (timeLimitMs === undefined) return remainingMs;
  const endsAt = clock.now() + timeLimitMs;
  return () => Math.min(endsAt - clock.now(), remainingMs?.() ?? Number.POSITIVE_INFINITY);
}

/** `stop` aborts when nobody wants the answer any more. Without `remainingMs` there is no hurry. */
export function createWorkerTime(
  clock: Clock,
  stop: AbortSignal,
  remainingMs: (() => number) | undefined,
): WorkerTime {
  const timeUp = new AbortController();
  const reading = anySignal(stop, timeUp.signal);
  let yieldedAt = clock.now();

  function isUp(): boolean {
    return remainingMs !== undefined && remainingMs() <= 0;
  }

  function isBusyTooLong(): boolean {
    return clock.now() - yieldedAt > MAX_BUSY_MS;
  }

  async function breathe(): Promise<void> {
    await new Promise(setImmediate);
    yieldedAt = clock.now();
  }

  return {
    reading,
    hasEnded: () => timeUp.signal.aborted,
    isOver: () => reading.aborted || isUp(),
    async *chunksOf(sources, onRead) {
      for (const source of sources) {
        for await (const chunk of source) {
          if (isUp()) timeUp.abort();
          reading.throwIfAborted();
          onRead(chunk.length);
          yield chunk;
          if (isBusyTooLong()) await breathe();
        }
      }
    },
    isBusyTooLong,
    breathe,
    async watch() {
      if (!remainingMs) return;
      await clock.sleep(Math.max(0, remainingMs()), reading);
      timeUp.abort();
    },
  };
}
