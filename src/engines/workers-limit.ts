// How many workers and cascades a run may have of what the account may run at a time.

import type { AccountConcurrency, UnknownConcurrency } from '../aws/account-concurrency.ts';
import type { WorkersLimit } from '../events/workers-limit.ts';

/** With more cascades at a time, each would have only a few workers. */
const USUAL_CASCADES = 10;

/** A cascade begins its workers one after the other, so with more of them the last would begin late. */
const WORKERS_PER_CASCADE = 100;

/** More would take a noticeable part of the account's concurrency from their own workers. */
const MAX_CASCADES = 100;

/** One cascade may get so many: it needs a connection for each, and a function has 1,024 file descriptors. */
const MAX_WORKERS_PER_CASCADE = 900;

export const MAX_LAMBDA_WORKERS: number = MAX_CASCADES * MAX_WORKERS_PER_CASCADE;

/** Cascades at a time for so many workers over all of them. */
export function cascadesFor(workers: number): number {
  const enough = Math.max(USUAL_CASCADES, Math.ceil(workers / WORKERS_PER_CASCADE));
  return Math.max(1, Math.min(workers, enough, MAX_CASCADES));
}

export interface Shares {
  /** Functions that others may need at the same time; left out, a part of what is not reserved. */
  readonly leave?: number | undefined;
  /** Runs that share the rest. */
  readonly runs: number;
}

/**
 * Other functions of the account need some too: whatever takes all that is not reserved makes them fail with
 * throttling. A run needs little longer with nine tenths.
 */
const PART_FOR_OTHERS = 1 / 10;

/** A run needs a cascade and a worker, whatever is to be left to others. */
const LEAST_FUNCTIONS = 2;

/** Most accounts may run 1,000 functions at a time, and new ones far fewer; then Lambda throttles. */
export const ASSUMED_WORKERS = 100;

/** Cascades take part of the same concurrency, but no more than this of a small one. */
const MAX_PART_OF_CASCADES = 1 / 10;

export interface RunLimits {
  readonly cascades: number;
  readonly limit: WorkersLimit;
}

export function limitWorkers(
  account: AccountConcurrency | UnknownConcurrency,
  { leave, runs }: Shares,
): RunLimits {
  const shared = runs > 1 && { runs };
  if ('cause' in account) {
    const { cause } = account;
    const limit = { workers: ASSUMED_WORKERS, source: 'assumed', cause } as const;
    return { cascades: cascadesFor(ASSUMED_WORKERS), limit };
  }
  const { unreserved, reservedWorkers } = account;
  const wanted = leave ?? Math.floor(unreserved * PART_FOR_OTHERS);
  const left = Math.max(0, Math.min(wanted, unreserved - LEAST_FUNCTIONS * runs));
  const own = Math.floor((unreserved - left) / runs);
  const mostCascades = Math.max(1, Math.floor(own * MAX_PART_OF_CASCADES));
  if (reservedWorkers !== undefined) {
    const workers = Math.max(1, Math.floor(reservedWorkers / runs));
    const cascades = Math.min(cascadesFor(workers), Math.max(1, own));
    return { cascades, limit: { workers, source: 'reserved', ...shared } };
  }
  const cascades = Math.min(cascadesFor(own), mostCascades);
  const workers = Math.max(1, own - cascades);
  return {
    cascades,
    limit: { workers, source: 'account', unreserved, left, cascades, ...shared },
  };
}
