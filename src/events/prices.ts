// The prices by which the cost of a run is computed. Its first event carries them.

import type { Architecture } from '../protocol/architecture.ts';

/** Dollars, before any free allowance or discount; absent where the price is not known. */
export interface Prices {
  /** Where the functions are. */
  readonly region: string;
  /** Where the bucket is, if that is another region. Prices of requests to S3 are those there. */
  readonly bucketRegion?: string;
  /** The day on which the prices were looked up, as an ISO date. */
  readonly asOf: string;
  readonly source: string;
  readonly perGbSecond: Partial<Readonly<Record<Architecture, number>>>;
  readonly perMillionInvocations?: number | undefined;
  readonly perThousandGets?: number | undefined;
  readonly perThousandLists?: number | undefined;
}
