// The phases of a cascade's life: it launches workers, then only listens to them, then ends its answer.

import { anySignal } from '../../scatter/any-signal.ts';
import type { Clock } from '../../scatter/clock.ts';

export interface CascadeDeadline {
  /** Milliseconds until no worker may be invoked any more. */
  launchingMs(): number;
  /** Milliseconds until the answer must have ended, whatever the workers still do. */
  answeringMs(): number;
}

export interface Phases {
  /** Aborts when nothing more may be launched. */
  readonly launching: AbortSignal;
  /** Aborts when no worker's answer is waited for any more. */
  readonly listening: AbortSignal;
  /** Ends the first phase at once. */
  stopLaunching(): void;
  /** Ends each phase in its time, until `stopping` aborts. */
  watchTime(): Promise<void>;
}

/** Without a deadline both phases last until `stopping` aborts. */
export function createPhases(
  stopping: AbortSignal,
  deadline: CascadeDeadline | undefined,
  clock: Clock,
): Phases {
  const launchingOver = new AbortController();
  const listeningOver = new AbortController();
  return {
    launching: anySignal(stopping, launchingOver.signal),
    listening: anySignal(stopping, listeningOver.signal),
    stopLaunching: () => launchingOver.abort(),
    async watchTime() {
      if (!deadline) return;
      await clock.sleep(Math.max(0, deadline.launchingMs()), stopping);
      launchingOver.abort();
      await clock.sleep(Math.max(0, deadline.answeringMs()), stopping);
      listeningOver.abort();
    },
  };
}
