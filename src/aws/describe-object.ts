// An object of a bucket as it is found, and whether it can be read at all.

import type { FoundObject, Unread } from '../protocol/ports.ts';

/** Classes whose objects must be restored before they can be read. */
const ARCHIVE_CLASSES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export interface ObjectFacts {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number | undefined;
  readonly storageClass: string | undefined;
  /** Whether an archived object can be read for a while. */
  readonly isRestored: boolean;
}

export function describeObject(facts: ObjectFacts): FoundObject {
  const { key, sizeBytes, etag, modifiedMs, storageClass } = facts;
  const unread = unreadOf(facts);
  // Most objects of a listing are so, and spreads cost several times as much.
  if (!unread && etag && modifiedMs !== undefined && storageClass) {
    return { key, sizeBytes, etag, modifiedMs, storageClass };
  }
  return {
    key,
    sizeBytes,
    ...(etag && { etag }),
    ...(modifiedMs !== undefined && { modifiedMs }),
    ...(storageClass && { storageClass }),
    ...(unread && { unread }),
  };
}

function unreadOf({ key, sizeBytes, storageClass, isRestored }: ObjectFacts): Unread | undefined {
  if (sizeBytes === 0 && key.endsWith('/')) return { status: 'skipped', code: 'folder-marker' };
  if (storageClass === undefined || isRestored) return undefined;
  return ARCHIVE_CLASSES.has(storageClass) ? { status: 'skipped', code: 'archived' } : undefined;
}
