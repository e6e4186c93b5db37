// The simulated Lambda's records of each invocation, with which a run's bill and outcomes are compared.

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
  /** When the last of its output was written that reached its caller whole. */
  heardUntilMs: number;
  endedAtMs: number | undefined;
  billedMs: number | undefined;
  /** Whether its report reached its caller. */
  isReported: boolean;
}
