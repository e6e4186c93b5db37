// An object of a bucket as it is found, and whether it can be read at all.

import type { FoundObject } from '../protocol/ports.ts';

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
  const { key, sizeBytes, etag, modifiedMs, storageClass, isRestored } = facts;
  const found = {
    key,
    sizeBytes,
    ...(etag && { etag }),
    ...(modifiedMs !== undefined && { modifiedMs }),
    ...(storageClass && { storageClass }),
  };
  if (sizeBytes === 0 && key.endsWith('/')) {
    return { ...found, unread: { status: 'skipped', code: 'folder-marker' } };
  }
  if (ARCHIVE_CLASSES.has(storageClass ?? '') && !isRestored) {
    return { ...found, unread: { status: 'skipped', code: 'archived' } };
  }
  return found;
}
