// The listing of a run: announces what is found, and hands on what can be read.

import { UserError } from '../errors/user-error.ts';
import type { Channel } from '../scatter/channel.ts';
import type { RunEvent } from './events.ts';
import { unreadEvent } from './ledger.ts';
import type { ListedObject, ObjectStore } from './ports.ts';

export interface ListingPorts {
  readonly store: Pick<ObjectStore, 'list' | 'requests'>;
  readonly pages: Channel<readonly ListedObject[]>;
  readonly emit: (event: RunEvent) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Says whether the listing came to its end. One that breaks off after something was found is told
 * as a warning.
 * @throws {UserError} when nothing could be listed.
 */
export async function listObjects(
  prefix: string,
  matches: (key: string, isFolder: boolean) => boolean,
  { store, pages, emit, signal }: ListingPorts,
): Promise<boolean> {
  let listed = 0;
  let requestsTold = 0;
  let isComplete = true;

  function newRequests(): { storeRequests?: number } {
    const requests = store.requests?.();
    if (requests === undefined) return {};
    const storeRequests = requests - requestsTold;
    requestsTold = requests;
    return { storeRequests };
  }

  async function take(page: readonly ListedObject[]): Promise<void> {
    const sizeBytes = page.reduce((sum, object) => sum + object.sizeBytes, 0);
    const objects = page.length;
    listed += objects;
    await emit({ type: 'listed', objects, sizeBytes, complete: false, ...newRequests() });
    const readable: ListedObject[] = [];
    for (const object of page) {
      if (object.unread) await emit(unreadEvent(object, object.unread));
      else readable.push(object);
    }
    await pages.push(readable);
  }

  try {
    for await (const found of store.list(prefix, signal)) {
      if (signal.aborted) break;
      await take(
        found.filter(({ key, unread }) => matches(key, unread?.code === 'unreadable-folder')),
      );
    }
  } catch (error) {
    if (listed === 0 || !(error instanceof UserError)) throw error;
    isComplete = false;
    const { message } = error;
    await emit({ type: 'warning', code: 'listing-broken', message, keys: 0 });
  }
  if (!signal.aborted) {
    await emit({ type: 'listed', objects: 0, sizeBytes: 0, complete: true, ...newRequests() });
  }
  return isComplete;
}
