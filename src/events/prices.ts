// The prices by which the cost of a run is computed. Its first event carries them.

import type { Architecture } from '../protocol/architecture.ts';

/** Dollars, before any free allowance or discount; absent where the price is not known. */
export interface Prices {
  readonly region: string;
  /** The day on which the prices were looked up, as an ISO date. */
  readonly asOf: string;
  readonly source: string;
  readonly perGbSecond: Partial<Readonly<Record<Architecture, number>>>;
  readonly perMillionInvocations?: number | undefined;
  readonly perThousandGets?: number | undefined;
  readonly perThousandLists?: number | undefined;
}
