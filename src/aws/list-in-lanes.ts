// Lists several ranges of keys at the same time. Each range has a lane, which lists it page after page.

import { listingBroken } from '../errors/user-error.ts';
import { compareKeys } from '../key-space/key-order.ts';
import type { KeyRange, KeyRanges } from '../key-space/key-ranges.ts';
import type { KeySet } from '../planning/key-set.ts';
import type { FoundObject } from '../protocol/ports.ts';
import { createAdaptiveLimit } from '../scatter/adaptive-limit.ts';
import { anySignal } from '../scatter/any-signal.ts';
import type { Clock } from '../scatter/clock.ts';
import { createKeyOrder, createPageChain, type KeyOrder, type PageChain } from './listing-guard.ts';
import type { AskForPage, ListingPage } from './listing-page.ts';
import { toUserError } from './sdk-errors.ts';

export interface InLanes {
  readonly bucket: string;
  readonly ask: AskForPage;
  /** With `known`, each is done only when a key beyond it has come. */
  readonly ranges: KeyRanges;
  /** The range of the first lane goes on with this token, and what has guarded it so far. */
  readonly token: string;
  readonly chain: PageChain;
  readonly order: KeyOrder;
  /** The first range that was split off. */
  readonly split: KeyRange;
  /** The maximum number of ranges that are listed at the same time. */
  readonly lanes: number;
  readonly clock: Clock;
  /** All keys that were yielded; only if the server need not list in order. */
  readonly known: KeySet | undefined;
  readonly signal: AbortSignal;
}

/** A range, and what its listing said about its ends. */
interface Lane {
  readonly range: KeyRange;
  readonly chain: PageChain;
  readonly order: KeyOrder;
  /** The page that was asked for. */
  page: Promise<ListingPage>;
  /** The first key that was listed; null if none was to its end, and undefined if that is not known. */
  first: string | null | undefined;
  /** The first key beyond the range; null if there is none, and undefined if that is not known. */
  beyond: string | null | undefined;
}

/** The server does not list ranges as AWS does. */
class UnlikeAws extends Error {}

/**
 * Yields the objects of each page that belong to its range. Lanes take turns, so the order depends on the keys
 * alone, and a resumed run lists in the order of its first part. Each lane is a page ahead. Returns false if the
 * server turns out not to list ranges as AWS does; then some objects may not have been listed.
 * @throws {UserError} if the bucket cannot be listed to its end.
 */
export async function* listInLanes(
  listing: InLanes,
): AsyncGenerator<readonly FoundObject[], boolean> {
  const { bucket, ranges, known, signal } = listing;
  const stop = new AbortController();
  const stopping = anySignal(signal, stop.signal);
  const limit = createAdaptiveLimit(listing.lanes, listing.clock);
  const lanes: Lane[] = [];
  let open: Lane[] = [];

  async function askFor(page: Parameters<AskForPage>[0]): Promise<ListingPage> {
    try {
      const answer = await limit.run(() => listing.ask(page, stopping, limit.throttled));
      limit.succeeded();
      return answer;
    } catch (error) {
      // Other servers may not know StartAfter.
      if (known && page.token === undefined) throw new UnlikeAws();
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
  }

  function ask(page: Parameters<AskForPage>[0]): Promise<ListingPage> {
    const asked = askFor(page);
    // A failure is met when it is the lane's turn.
    asked.catch(() => undefined);
    return asked;
  }

  function start(
    range: KeyRange,
    page: Promise<ListingPage>,
    chain = createPageChain(bucket),
    order = createKeyOrder(range.startAfter),
  ): void {
    const lane = { range, chain, order, page, first: undefined, beyond: undefined };
    lanes.push(lane);
    open.push(lane);
  }

  function startLanes(): void {
    for (let free = listing.lanes - open.length; free > 0; free -= 1) {
      const range = ranges.split();
      if (!range) return;
      start(range, ask({ startAfter: range.startAfter }));
    }
  }

  /** Takes the lane's page, and asks for the next one. Gives the objects of its range. */
  async function takePage(lane: Lane): Promise<readonly FoundObject[]> {
    const { range, chain, order } = lane;
    const page = await lane.page;
    const keys = page.objects.map(({ key }) => key);
    const fault = order.findFault(keys);
    if (fault) throw known ? new UnlikeAws() : listingBroken(bucket, fault);
    chain.accept(page);
    const kept = ranges.accept(range, keys, page.isLast);
    if (known) for (const key of keys.slice(0, kept)) known.add(key);
    lane.first ??= keys[0];
    if (!range.isDone) {
      lane.page = ask({ token: chain.nextToken(page) });
    } else {
      open = open.filter((other) => other !== lane);
      lane.beyond = kept < keys.length ? keys[kept] : page.isLast ? null : undefined;
      if (lane.beyond === null) lane.first ??= null;
    }
    startLanes();
    return page.objects.slice(0, kept);
  }

  const { token, chain, order, split } = listing;
  start(ranges.first, ask({ token }), chain, order);
  start(split, ask({ startAfter: split.startAfter }));
  startLanes();
  try {
    while (open.length > 0) {
      for (const lane of open) {
        const objects = await takePage(lane);
        if (objects.length > 0) yield objects;
      }
    }
  } catch (error) {
    if (signal.aborted) return true;
    if (error instanceof UnlikeAws) return false;
    throw error;
  } finally {
    stop.abort();
    await Promise.allSettled(open.map(({ page }) => page));
  }
  return !known || areJoined(lanes);
}

/**
 * Whether each range was listed to the key with which the next one begins. Then all keys were listed, in
 * whatever order the server lists, if only it goes on from `StartAfter` as it does from a token.
 */
function areJoined(lanes: readonly Lane[]): boolean {
  const inOrder = [...lanes].sort((left, right) =>
    compareKeys(left.range.startAfter ?? '', right.range.startAfter ?? ''),
  );
  return inOrder.every(({ beyond }, index) => {
    const next = inOrder[index + 1];
    return next === undefined || beyond === next.first;
  });
}
