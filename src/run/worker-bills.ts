// The bills of one cascade's workers: each invocation counts once, and one that was launched and never
// billed is known to be unknown.

import type { BilledFigures } from '../protocol/frame.ts';

export interface WorkerBills {
  launched(invocation: number): void;
  /** Nothing was run, so that nothing will be billed. */
  refused(invocation: number): void;
  /** Says whether that is new. */
  billed(invocation: number): boolean;
  /** The invocations of which nothing was ever heard again, to be asked for at the end. */
  unknown(): readonly BilledFigures[];
}

export function createWorkerBills(): WorkerBills {
  const open = new Set<number>();
  const closed = new Set<number>();

  function close(invocation: number): boolean {
    if (closed.has(invocation)) return false;
    open.delete(invocation);
    closed.add(invocation);
    return true;
  }

  return {
    launched(invocation) {
      if (!closed.has(invocation)) open.add(invocation);
    },
    refused: (invocation) => void close(invocation),
    billed: close,
    unknown: () => Array.from(open, () => ({})),
  };
}
