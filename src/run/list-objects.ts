// The listing of a run: announces what is found, and hands on what can be read.

import { describeReason, type ReasonCode } from '../errors/reasons.ts';
import { UserError } from '../errors/user-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import { sizesOf } from '../events/size-bins.ts';
import type { Selection } from '../planning/selection.ts';
import type { FoundObject, ListedObject, ObjectStore } from '../protocol/ports.ts';
import type { Channel } from '../scatter/channel.ts';
import { unreadEvent } from './ledger.ts';
import { selectPages } from './select-pages.ts';

export interface ListingPorts {
  readonly store: Pick<ObjectStore, 'list' | 'lookUp' | 'requests' | 'getRequests'>;
  readonly pages: Pick<Channel<readonly ListedObject[]>, 'push'>;
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  readonly signal: AbortSignal;
}

export interface ListingEnd {
  /** Whether the listing came to its end. */
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
}

/**
 * A listing that breaks off after something was found is told as a warning.
 * @throws {UserError} when nothing could be listed.
 */
export async function listObjects(
  selection: Selection,
  matches: (object: FoundObject) => boolean,
  { store, pages, emit, signal }: ListingPorts,
): Promise<ListingEnd> {
  let listed = 0;
  let requestsTold = 0;
  let getsTold = 0;
  let isComplete = true;
  const leftOut = new Map<ReasonCode, { keys: number; readonly example: string }>();

  function newRequests(): { storeRequests?: number; getRequests?: number } {
    const requests = store.requests?.();
    if (requests === undefined) return {};
    const gets = store.getRequests?.() ?? 0;
    const getRequests = gets - getsTold;
    const storeRequests = requests - requestsTold - getRequests;
    requestsTold = requests;
    getsTold = gets;
    return { storeRequests, ...(getRequests > 0 && { getRequests }) };
  }

  function leaveOut(code: ReasonCode, key: string): void {
    const known = leftOut.get(code);
    if (known) known.keys += 1;
    else leftOut.set(code, { keys: 1, example: key });
  }

  async function take(found: readonly FoundObject[]): Promise<void> {
    const page: ListedObject[] = [];
    for (const object of found) {
      if (!matches(object)) continue;
      const { key, unread } = object;
      if (unread?.status === 'left-out') leaveOut(unread.code, key);
      else page.push(toListed(object));
    }
    const sizeBytes = page.reduce((sum, object) => sum + object.sizeBytes, 0);
    const objects = page.length;
    listed += objects;
    const about = { objects, sizeBytes, sizes: sizesOf(page) };
    await emit({ type: 'listed', ...about, complete: false, ...newRequests() });
    const readable: ListedObject[] = [];
    for (const object of page) {
      const { unread } = object;
      if (!unread) readable.push(object);
      else if (unread.status !== 'left-out') await emit(unreadEvent(object, unread));
    }
    await pages.push(readable);
  }

  try {
    for await (const found of selectPages(selection, store, signal)) {
      if (signal.aborted) break;
      await take(found);
    }
  } catch (error) {
    if (listed === 0 || !(error instanceof UserError)) throw error;
    isComplete = false;
    const { message } = error;
    await emit({ type: 'warning', code: 'listing-broken', message, keys: 0 });
  }
  for (const [code, about] of leftOut) {
    await emit({ type: 'warning', code, message: describeReason(code), ...about });
  }
  if (!signal.aborted) {
    await emit({ type: 'listed', objects: 0, sizeBytes: 0, complete: true, ...newRequests() });
  }
  return { isComplete, isEmpty: listed === 0 };
}

/**
 * The object without what only the choice needs, which is not kept and not sent to functions. Its properties are
 * written out, because a spread costs several times as much.
 */
function toListed({ key, sizeBytes, etag, unread }: FoundObject): ListedObject {
  if (unread) return { key, sizeBytes, ...(etag !== undefined && { etag }), unread };
  return etag === undefined ? { key, sizeBytes } : { key, sizeBytes, etag };
}
