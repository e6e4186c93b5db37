// Aborts a request after an idle timeout. Time counts only while the reader waits for the server: a
// slow reader is no fault of the server. The connection's clock measures it.

import type { Clock } from '../scatter/clock.ts';

export interface IdleWatch {
  /** Aborts with the caller's signal, or after the idle timeout. */
  readonly signal: AbortSignal;
  /** Starts the timeout again. It runs from the beginning. */
  resume(): void;
  /** Stops the timeout while the reader is busy. */
  pause(): void;
  /** The error to report: a timeout if that caused `error`, else `error` itself. */
  explain(error: unknown): unknown;
  stop(): void;
}

export function watchIdle(limitMs: number, clock: Clock, caller: AbortSignal): IdleWatch {
  const request = new AbortController();
  const stopped = new AbortController();
  let waitingSince: number | undefined = clock.now();
  let hasTimedOut = false;

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      const idleMs = waitingSince === undefined ? 0 : clock.now() - waitingSince;
      if (idleMs >= limitMs) {
        hasTimedOut = true;
        request.abort();
        return;
      }
      await clock.sleep(limitMs - idleMs, stopped.signal);
    }
  }

  // The caller's signal outlives very many requests, so each of them must remove its listener.
  const pass = () => request.abort();
  caller.addEventListener('abort', pass);
  if (caller.aborted) pass();
  void watch();
  return {
    signal: request.signal,
    resume() {
      waitingSince = clock.now();
    },
    pause() {
      waitingSince = undefined;
    },
    explain(error) {
      if (!hasTimedOut) return error;
      const message = `nothing was heard for ${Math.round(limitMs / 1000)} s`;
      // The SDK gives its own timeouts this name.
      return Object.assign(new Error(message, { cause: error }), { name: 'TimeoutError' });
    },
    stop() {
      caller.removeEventListener('abort', pass);
      // A reason that is given costs less than the error with a stack that stands for none.
      stopped.abort('stopped');
    },
  };
}
