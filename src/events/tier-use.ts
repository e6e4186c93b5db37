// The use of one tier by its invocations, as figures that can be added.

import type { Architecture } from '../protocol/architecture.ts';
import type { BilledFigures } from '../protocol/frame.ts';

/** Only `reported` of the `invocations` said what was billed. */
export interface TierUse {
  readonly invocations: number;
  readonly computeMs: number;
  readonly reported: number;
  readonly coldStarts: number;
  readonly billedMs: number;
  /** Billed time multiplied by memory; 1 GB is 1,024 MB, as Lambda bills it. */
  readonly gbSeconds: number;
  readonly memoryMb: number;
  readonly memoryUsedMb: number;
  readonly architecture: Architecture | undefined;
  /** Billed requests to the object store. */
  readonly storeRequests: number;
  /** The part of all this that was for nothing, because another invocation was faster. */
  readonly hedged: HedgedUse;
}

/** Only `reported` of the `invocations` said what was billed. */
export interface HedgedUse {
  readonly invocations: number;
  readonly reported: number;
  readonly billedMs: number;
  readonly gbSeconds: number;
}

export const NOT_HEDGED: HedgedUse = { invocations: 0, reported: 0, billedMs: 0, gbSeconds: 0 };

export const UNUSED: TierUse = {
  invocations: 0,
  computeMs: 0,
  reported: 0,
  coldStarts: 0,
  billedMs: 0,
  gbSeconds: 0,
  memoryMb: 0,
  memoryUsedMb: 0,
  architecture: undefined,
  storeRequests: 0,
  hedged: NOT_HEDGED,
};

/** Invocations of which it is not known what they were billed. */
export function unreported({ invocations, reported }: TierUse | HedgedUse): number {
  return invocations - reported;
}

export function joinUse(a: TierUse, b: TierUse): TierUse {
  return {
    invocations: a.invocations + b.invocations,
    computeMs: a.computeMs + b.computeMs,
    reported: a.reported + b.reported,
    coldStarts: a.coldStarts + b.coldStarts,
    billedMs: a.billedMs + b.billedMs,
    gbSeconds: a.gbSeconds + b.gbSeconds,
    memoryMb: Math.max(a.memoryMb, b.memoryMb),
    memoryUsedMb: Math.max(a.memoryUsedMb, b.memoryUsedMb),
    architecture: b.architecture ?? a.architecture,
    storeRequests: a.storeRequests + b.storeRequests,
    hedged: joinHedged(a.hedged, b.hedged),
  };
}

function joinHedged(a: HedgedUse, b: HedgedUse): HedgedUse {
  return {
    invocations: a.invocations + b.invocations,
    reported: a.reported + b.reported,
    billedMs: a.billedMs + b.billedMs,
    gbSeconds: a.gbSeconds + b.gbSeconds,
  };
}

/** The bill of an invocation, and whether that was for nothing. */
type Billed = BilledFigures & { readonly isHedge?: true };

export function addUse(use: TierUse, invocation: Billed): TierUse {
  const { durationMs, billedMs, initMs, memoryMb, memoryUsedMb, isHedge } = invocation;
  const { architecture = use.architecture, storeRequests = 0 } = invocation;
  const reported = billedMs === undefined ? 0 : 1;
  const gbSeconds = ((billedMs ?? 0) / 1000) * ((memoryMb ?? 0) / 1024);
  const hedged = { invocations: 1, reported, billedMs: billedMs ?? 0, gbSeconds };
  return {
    invocations: use.invocations + 1,
    computeMs: use.computeMs + (durationMs ?? 0),
    reported: use.reported + reported,
    coldStarts: use.coldStarts + (initMs === undefined ? 0 : 1),
    billedMs: use.billedMs + (billedMs ?? 0),
    gbSeconds: use.gbSeconds + gbSeconds,
    memoryMb: Math.max(use.memoryMb, memoryMb ?? 0),
    memoryUsedMb: Math.max(use.memoryUsedMb, memoryUsedMb ?? 0),
    architecture,
    storeRequests: use.storeRequests + storeRequests,
    hedged: isHedge ? joinHedged(use.hedged, hedged) : use.hedged,
  };
}
