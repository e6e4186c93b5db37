// The budget of a run: a cascade is launched only if all that was spent, all that runs taken at its worst, and
// all that is unknown stay within it.

import type { Tier } from '../protocol/frame.ts';
import type { InvocationRates, WorkerBudget } from '../protocol/invocation-rates.ts';

/** In dollars. */
export interface BudgetLimits {
  readonly dollars: number;
  readonly rates: Readonly<Record<Tier, InvocationRates>>;
  readonly perList: number;
  readonly perGet: number;
}

/** The dollars that are kept for a cascade and its workers. */
export interface Reservation {
  /** The workers' part. */
  readonly workers: WorkerBudget;
  /** The attempt is over, and has cost this. Only the first call counts. */
  settle(dollars: number): void;
}

export interface RunBudget {
  /**
   * Resolves to a reservation as soon as there is room for it. To nothing once the limit is reached, or nothing
   * more may be launched. `isLast` says that no other batch will need a part.
   */
  reserve(workers: number, isLast: boolean): Promise<Reservation | undefined>;
  /** Takes note of what the listing has cost; `complete` says that it costs nothing more. */
  listed(requests: ListingRequests & { readonly complete: boolean }): void;
  readonly limits: BudgetLimits;
  /** Aborts when the limit is reached. */
  readonly reached: AbortSignal;
  /** The dollars that are spent, as far as they are known, or else at their worst. */
  spent(): number;
}

interface ListingRequests {
  readonly storeRequests?: number | undefined;
  readonly getRequests?: number | undefined;
}

interface Wanted {
  readonly workers: number;
  readonly isLast: boolean;
}

interface Waiting extends Wanted {
  readonly resolve: (reservation: Reservation | undefined) => void;
}

/** The listing runs ahead of the counting, by the pages in the queue and by those of batches that wait. */
const LISTS_AHEAD = 200;

/** The part of the rest that a batch gets while others may follow. */
const PART_OF_THE_REST = 1 / 2;

/** A cascade gets its workers at their worst, and as much again for what those cost that have ended. */
const WORSTS_PER_WORKER = 2;

/** The dollars that the listing may still cost: each key that is looked up costs a request. */
function listingAtWorst(
  { perList, perGet }: Pick<BudgetLimits, 'perList' | 'perGet'>,
  keys: number,
): number {
  return LISTS_AHEAD * perList + keys * perGet;
}

/**
 * The least that a run can do anything with: one cascade with one worker, a listing that has not come to its end,
 * and what that may still cost.
 */
export function leastBudget(limits: Omit<BudgetLimits, 'dollars'>, keys: number): number {
  const { rates, perList } = limits;
  const listed = LISTS_AHEAD * perList;
  return rates.cascade.worst + rates.worker.worst + listed + listingAtWorst(limits, keys);
}

/** `keys` are those that are looked up; `launching` aborts when nothing more may be launched. */
export function createRunBudget(
  limits: BudgetLimits,
  keys: number,
  launching: AbortSignal,
): RunBudget {
  const { rates, perList, perGet } = limits;
  const reached = new AbortController();
  const waiting: Waiting[] = [];
  let spent = 0;
  let reserved = 0;
  let reservations = 0;
  let forListing = listingAtWorst(limits, keys);

  function decideAll(): void {
    for (let first = waiting[0]; first; first = waiting[0]) {
      const isOver = launching.aborted || reached.signal.aborted;
      const reservation = isOver ? undefined : tryReserve(first);
      // A running invocation may turn out to cost less than its worst.
      if (!reservation && !isOver && reservations > 0) return;
      waiting.shift();
      first.resolve(reservation);
      if (!reservation && !isOver) reached.abort();
    }
  }

  /** Nothing where there is no room for one. */
  function tryReserve({ workers, isLast }: Wanted): Reservation | undefined {
    const left = limits.dollars - spent - reserved - forListing - rates.cascade.worst;
    const { worst } = rates.worker;
    // A sum of roundings may be a little less than it should be.
    if (left < worst * (1 - 1e-9)) return undefined;
    const atMost = Math.max(worst, isLast ? left : left * PART_OF_THE_REST);
    const dollars = Math.min(workers * WORSTS_PER_WORKER * worst, atMost);
    const kept = rates.cascade.worst + dollars;
    reserved += kept;
    reservations += 1;
    let isOpen = true;
    return {
      workers: { dollars, rates: rates.worker },
      settle(cost) {
        if (!isOpen) return;
        isOpen = false;
        reserved -= kept;
        reservations -= 1;
        // Reservations that have ended must not leave a remainder of a rounding.
        if (reservations === 0) reserved = 0;
        spent += cost;
        decideAll();
      },
    };
  }

  launching.addEventListener('abort', decideAll, { once: true });
  return {
    limits,
    reached: reached.signal,
    spent: () => spent,
    reserve: (workers, isLast) =>
      new Promise((resolve) => {
        waiting.push({ workers, isLast, resolve });
        decideAll();
      }),
    listed({ storeRequests = 0, getRequests = 0, complete }) {
      const cost = storeRequests * perList + getRequests * perGet;
      spent += cost;
      forListing = complete
        ? 0
        : Math.max(LISTS_AHEAD * perList, forListing - getRequests * perGet);
      if (complete) decideAll();
    },
  };
}
