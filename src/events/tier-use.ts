// What the invocations of one tier took, as figures that can be added.

import type { Architecture } from '../protocol/architecture.ts';

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
