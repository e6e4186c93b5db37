// What the made-up Lambda remembers of each invocation, to hold a run's bill and outcomes to.

import type { Tier } from '../../src/protocol/frame.ts';

export interface InvocationRecord {
  readonly requestId: string;
  readonly tier: Tier;
  /** The process that invoked it. */
  readonly caller: string;
  /** The process that runs it. */
  readonly process: string;
  readonly keys: readonly string[];
  readonly startedAtMs: number;
  /** Its place in the order of all that happens. */
  readonly startedOrder: number;
  /** The order of the last of its output that reached its caller whole. */
  heardOrder: number;
  endedAtMs: number | undefined;
  billedMs: number | undefined;
  /** Whether its report reached its caller. */
  isReported: boolean;
}
