// Lists several ranges of keys at the same time. Each range has a lane, which lists it page after page.

import { listingBroken, type UserError } from '../errors/user-error.ts';
import { compareKeys } from '../key-space/key-order.ts';
import type { KeyRange, KeyRanges } from '../key-space/key-ranges.ts';
import type { KeySet } from '../planning/key-set.ts';
import type { FoundObject } from '../protocol/ports.ts';
import { createAdaptiveLimit } from '../scatter/adaptive-limit.ts';
import { anySignal } from '../scatter/any-signal.ts';
import { createChannel } from '../scatter/channel.ts';
import type { Clock } from '../scatter/clock.ts';
import { createKeyOrder, createPageChain, type KeyOrder, type PageChain } from './listing-guard.ts';
import type { AskForPage, ListingPage } from './listing-page.ts';
import { toUserError } from './sdk-errors.ts';

export interface InLanes {
  readonly bucket: string;
  readonly ask: AskForPage;
  readonly ranges: KeyRanges;
  /** The range of the first lane goes on with this token, and what has guarded it so far. */
  readonly token: string;
  readonly chain: PageChain;
  readonly order: KeyOrder;
  /** The first range that was split off. */
  readonly split: KeyRange;
  /** How many ranges are listed at a time at the most. */
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
  token: string | undefined;
  /** The first key that was listed; null if none was to its end, and undefined if that is not known. */
  first: string | null | undefined;
  /** The first key beyond the range; null if there is none, and undefined if that is not known. */
  beyond: string | null | undefined;
}

/** The server does not list ranges as AWS does. */
class UnlikeAws extends Error {}

/**
 * Yields the objects of each page that belong to its range. Returns false if the server turns out not to list
 * ranges as AWS does; then some objects may not have been listed.
 * @throws {UserError} if the bucket cannot be listed to its end.
 */
export async function* listInLanes(
  listing: InLanes,
): AsyncGenerator<readonly FoundObject[], boolean> {
  const { bucket, ranges, known, signal } = listing;
  const pages = createChannel<readonly FoundObject[]>(0);
  const stop = new AbortController();
  const stopping = anySignal(signal, stop.signal);
  const limit = createAdaptiveLimit(listing.lanes, listing.clock);
  const lanes: Lane[] = [];
  const running = new Set<Promise<void>>();
  let isLikeAws = true;

  async function askFor({ range, token }: Lane): Promise<ListingPage> {
    const page = token === undefined ? { startAfter: range.startAfter } : { token };
    try {
      return await limit.run(() => listing.ask(page, stopping, limit.throttled));
    } catch (error) {
      // Other servers may not know StartAfter.
      if (known && token === undefined) throw new UnlikeAws();
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
  }

  async function listRange(lane: Lane): Promise<void> {
    const { range, chain, order } = lane;
    do {
      const page = await askFor(lane);
      limit.succeeded();
      const keys = page.objects.map(({ key }) => key);
      const fault = order.findFault(keys);
      if (fault) throw known ? new UnlikeAws() : listingBroken(bucket, fault);
      chain.accept(page);
      const kept = ranges.accept(range, keys, page.isLast);
      lane.first ??= keys[0];
      if (known) for (const key of keys.slice(0, kept)) known.add(key);
      if (range.isDone) lane.beyond = page.isLast ? null : undefined;
      if (kept < keys.length) lane.beyond = keys[kept];
      if (!range.isDone) lane.token = chain.nextToken(page);
      startLanes();
      if (kept > 0) await pages.push(page.objects.slice(0, kept));
    } while (!range.isDone && !stopping.aborted);
    if (lane.beyond === null) lane.first ??= null;
  }

  function start(lane: Lane): void {
    lanes.push(lane);
    const listed = listRange(lane).catch(fail);
    running.add(listed);
    void listed.then(() => {
      running.delete(listed);
      startLanes();
      if (running.size === 0) pages.close();
    });
  }

  function startLanes(): void {
    while (!stopping.aborted && running.size < limit.current()) {
      const range = ranges.split();
      if (!range) return;
      start(toLane(bucket, range));
    }
  }

  function fail(error: unknown): void {
    if (stopping.aborted) return;
    if (error instanceof UnlikeAws) isLikeAws = false;
    else pages.fail(error as UserError);
    stop.abort();
  }

  const { token, chain, order, split } = listing;
  start({ range: ranges.first, chain, order, token, first: undefined, beyond: undefined });
  start(toLane(bucket, split));
  try {
    yield* pages;
  } finally {
    stop.abort();
    await Promise.all(running);
  }
  return isLikeAws && (!known || signal.aborted || areJoined(lanes));
}

function toLane(bucket: string, range: KeyRange): Lane {
  const chain = createPageChain(bucket);
  const order = createKeyOrder(range.startAfter);
  return { range, chain, order, token: undefined, first: undefined, beyond: undefined };
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
    return next === undefined || beyond === undefined || beyond === next.first;
  });
}
