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
  /** A worker's first slice. */
  readonly slice: { readonly start: number; readonly end: number } | undefined;
  /** Where it has said that others are to begin. */
  readonly splits: number[];
  /** For how long a second worker may count. */
  readonly timeLimitMs: number | undefined;
  readonly askedAtMs: number;
  readonly startedAtMs: number;
  /** When the last of its output was written that reached its caller whole. */
  heardUntilMs: number;
  endedAtMs: number | undefined;
  billedMs: number | undefined;
  /** Without the beginning of its environment. */
  durationMs: number | undefined;
  /** Whether its report reached its caller. */
  isReported: boolean;
}
