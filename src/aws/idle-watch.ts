// Gives up a request of which nothing is heard any more. It is measured by the connection's clock and
// only while somebody waits: a reader that takes its time is no fault of the server.

import type { Clock } from '../scatter/clock.ts';

export interface IdleWatch {
  /** Aborts with the caller's, or once nothing was heard for too long. */
  readonly signal: AbortSignal;
  /** Something is awaited from now on, as it is from the beginning. */
  listen(): void;
  /** Something came; nothing is awaited for now. */
  hear(): void;
  /** The error to report: silence, where that is why `error` came. */
  explain(error: unknown): unknown;
  stop(): void;
}

export function watchIdle(limitMs: number, clock: Clock, caller: AbortSignal): IdleWatch {
  const request = new AbortController();
  const stopped = new AbortController();
  let listensSince: number | undefined = clock.now();
  let isSilent = false;

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      const quietMs = listensSince === undefined ? 0 : clock.now() - listensSince;
      if (quietMs >= limitMs) {
        isSilent = true;
        request.abort();
        return;
      }
      await clock.sleep(limitMs - quietMs, stopped.signal);
    }
  }

  // The caller's signal outlives very many requests, and must not keep a trace of each.
  const pass = () => request.abort();
  caller.addEventListener('abort', pass);
  if (caller.aborted) pass();
  void watch();
  return {
    signal: request.signal,
    listen() {
      listensSince = clock.now();
    },
    hear() {
      listensSince = undefined;
    },
    explain(error) {
      if (!isSilent) return error;
      const message = `nothing was heard for ${Math.round(limitMs / 1000)} s`;
      // The name by which the SDK calls its own.
      return Object.assign(new Error(message, { cause: error }), { name: 'TimeoutError' });
    },
    stop() {
      caller.removeEventListener('abort', pass);
      stopped.abort();
    },
  };
}
