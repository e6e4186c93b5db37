// The pages of a selection: what its prefixes list, and then the keys that it names.

import type { Selection } from '../planning/selection.ts';
import type { FoundObject, ObjectStore } from '../protocol/ports.ts';

export type Lister = Pick<ObjectStore, 'list' | 'lookUp'>;

/** Yields each object of the selection once. */
export async function* selectPages(
  { prefixes, keys }: Selection,
  store: Lister,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundObject[]> {
  // A folder that cannot be listed may be on the way to several prefixes.
  const unreadable = new Set<string>();
  const isNew = ({ key, unread }: FoundObject) => {
    if (unread?.code !== 'unreadable-folder') return true;
    const isFirst = !unreadable.has(key);
    unreadable.add(key);
    return isFirst;
  };
  for (const prefix of prefixes) {
    for await (const page of store.list(prefix, signal)) {
      yield prefixes.length === 1 ? page : page.filter(isNew);
    }
    if (signal.aborted) return;
  }
  if (keys.length === 0) return;
  if (!store.lookUp) throw new Error('this store cannot look up keys');
  yield* store.lookUp(keys, signal);
}
