// The bills of one cascade's workers: each invocation counts once, and one that was launched and never
// billed is known to be unknown.

import type { Invocation } from '../events/run-event.ts';
import type { BilledFigures } from '../protocol/frame.ts';
import type { RunningWorkers } from './reading-report.ts';

/** The figures of an invocation that its event has. */
export type InvocationFigures = Omit<Invocation, 'type' | 'tier'>;

export interface WorkerBills {
  launched(invocation: number, isRetry: boolean): void;
  /** Nothing was run, so that nothing will be billed. */
  refused(invocation: number): void;
  /** Nothing if that is not new. */
  billed(invocation: number, figures: BilledFigures): InvocationFigures | undefined;
  /** The invocations of which nothing was ever heard again, to be asked for at the end. */
  unknown(): readonly InvocationFigures[];
  /** Those that were launched and have not ended. */
  running(): RunningWorkers;
}

interface Launch {
  readonly startedMs: number;
  readonly isRetry: boolean;
}

/**
 * `nowMs` tells the time since the run began, and `maxWorkers` how many workers the cascade has at a time at
 * the most.
 */
export function createWorkerBills(nowMs: () => number, maxWorkers: number): WorkerBills {
  const open = new Map<number, Launch>();
  const closed = new Set<number>();

  function close(invocation: number): void {
    open.delete(invocation);
    closed.add(invocation);
  }

  return {
    launched(invocation, isRetry) {
      if (closed.has(invocation) || open.has(invocation)) return;
      open.set(invocation, { startedMs: nowMs(), isRetry });
    },
    refused: close,
    billed(invocation, figures) {
      if (closed.has(invocation)) return undefined;
      const launch = open.get(invocation);
      close(invocation);
      return { ...figures, ...timesOf(launch, nowMs(), figures), ...retryOf(launch) };
    },
    unknown: () =>
      Array.from(open.values(), (launch) => ({
        startedMs: Math.round(launch.startedMs),
        ...retryOf(launch),
      })),
    running() {
      // The frame that ends one may be lost; then it is an older one that does not run any more.
      const running = [...open.values()].slice(-maxWorkers);
      const computeMs = running.reduce((sum, { startedMs }) => sum + nowMs() - startedMs, 0);
      return { workers: running.length, computeMs };
    },
  };
}

function retryOf(launch: Launch | undefined): Pick<Invocation, 'isRetry'> {
  return launch?.isRetry ? { isRetry: true } : {};
}

/** Where nothing is billed, an invocation waits for a thread before it runs. */
function timesOf(
  launch: Launch | undefined,
  endedMs: number,
  { billedMs, durationMs }: BilledFigures,
): Pick<Invocation, 'startedMs' | 'endedMs'> {
  const end = { endedMs: Math.round(endedMs) };
  if (!launch) return end;
  const ranSince = billedMs === undefined && durationMs !== undefined ? endedMs - durationMs : 0;
  return { startedMs: Math.round(Math.max(launch.startedMs, ranSince)), ...end };
}
