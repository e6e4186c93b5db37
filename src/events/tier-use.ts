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
}

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
};

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
  };
}

export function addUse(use: TierUse, invocation: BilledFigures): TierUse {
  const { durationMs, billedMs, initMs, memoryMb, memoryUsedMb } = invocation;
  const { architecture = use.architecture, storeRequests = 0 } = invocation;
  return {
    invocations: use.invocations + 1,
    computeMs: use.computeMs + (durationMs ?? 0),
    reported: use.reported + (billedMs === undefined ? 0 : 1),
    coldStarts: use.coldStarts + (initMs === undefined ? 0 : 1),
    billedMs: use.billedMs + (billedMs ?? 0),
    gbSeconds: use.gbSeconds + ((billedMs ?? 0) / 1000) * ((memoryMb ?? 0) / 1024),
    memoryMb: Math.max(use.memoryMb, memoryMb ?? 0),
    memoryUsedMb: Math.max(use.memoryUsedMb, memoryUsedMb ?? 0),
    architecture,
    storeRequests: use.storeRequests + storeRequests,
  };
}
