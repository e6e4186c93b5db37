// The bills of one cascade's workers: each invocation counts once, and one that was launched and never
// billed is known to be unknown.

import type { Invocation } from '../events/run-event.ts';
import type { BilledFigures } from '../protocol/frame.ts';
import type { RunningWorkers } from './reading-report.ts';

/** The figures of an invocation that its event has. */
export type InvocationFigures = Omit<Invocation, 'type' | 'tier'>;

export interface WorkerBills {
  launched(invocation: number, kind: LaunchKind): void;
  /** Nothing was run, so that nothing will be billed. */
  refused(invocation: number): void;
  /** Nothing if that is not new. */
  billed(invocation: number, figures: WorkerFigures): InvocationFigures | undefined;
  /** The invocations of which nothing was ever heard again, to be asked for at the end. */
  unknown(): readonly InvocationFigures[];
  /** Those that were launched and have not ended. */
  running(): RunningWorkers;
}

/** As the frame of a launch and the event of an invocation say it. */
export interface LaunchKind {
  readonly isRetry?: true | undefined;
  readonly isHedge?: true | undefined;
}

/** The figures of an invocation that has ended. */
type WorkerFigures = BilledFigures & Pick<LaunchKind, 'isHedge'>;

interface Launch extends Pick<Invocation, 'isRetry' | 'isHedge'> {
  readonly startedMs: number;
}

/**
 * `nowMs` tells the time since the run began, and `maxWorkers` how many workers the cascade has at present at
 * the most.
 */
export function createWorkerBills(nowMs: () => number, maxWorkers: () => number): WorkerBills {
  const open = new Map<number, Launch>();
  const closed = new Set<number>();

  function close(invocation: number): void {
    open.delete(invocation);
    closed.add(invocation);
  }

  return {
    launched(invocation, { isRetry, isHedge }) {
      if (closed.has(invocation) || open.has(invocation)) return;
      const kind = { ...(isRetry && { isRetry }), ...(isHedge && { isHedge }) };
      open.set(invocation, { startedMs: nowMs(), ...kind });
    },
    refused: close,
    billed(invocation, { isHedge, ...figures }) {
      if (closed.has(invocation)) return undefined;
      const launch = open.get(invocation);
      close(invocation);
      return {
        ...{ ...figures, ...timesOf(launch, nowMs(), figures) },
        ...{ ...retryOf(launch), ...(isHedge && { isHedge }) },
      };
    },
    unknown: () =>
      Array.from(open.values(), (launch) => ({
        ...launch,
        startedMs: Math.round(launch.startedMs),
      })),
    running() {
      // The frame that ends one may be lost; then it is an older one that does not run any more.
      const all = [...open.values()];
      const running = all.slice(Math.max(0, all.length - maxWorkers()));
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
