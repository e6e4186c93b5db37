// The filter of a run: which of the found objects count as listed, by key, size, time and storage class.

import type { FoundObject } from '../protocol/ports.ts';

export interface ObjectFilter {
  readonly matchesKey: (key: string, isFolder: boolean) => boolean;
  readonly minBytes?: number | undefined;
  readonly maxBytes?: number | undefined;
  /** Last modified then or later, in milliseconds since 1970. */
  readonly fromMs?: number | undefined;
  /** Last modified before then. */
  readonly beforeMs?: number | undefined;
  /** In capitals. */
  readonly storageClasses?: readonly string[] | undefined;
}

/** S3 names no class of objects in this one where they are looked up. */
const DEFAULT_CLASS = 'STANDARD';

/**
 * An object is left out by what is known of it, and never because something is unknown: one that could
 * not be looked at is kept, and fails. `onUnknownTime` is called where a time is needed and missing.
 */
export function createObjectFilter(
  filter: ObjectFilter,
  onUnknownTime: (key: string) => never,
): (object: FoundObject) => boolean {
  const { matchesKey, minBytes = 0, maxBytes = Number.POSITIVE_INFINITY } = filter;
  const { fromMs, beforeMs, storageClasses } = filter;

  function isInTime({ key, modifiedMs }: FoundObject): boolean {
    if (fromMs === undefined && beforeMs === undefined) return true;
    const ms = modifiedMs ?? onUnknownTime(key);
    return (fromMs === undefined || ms >= fromMs) && (beforeMs === undefined || ms < beforeMs);
  }

  return (object) => {
    const { key, sizeBytes, unread, storageClass = DEFAULT_CLASS } = object;
    if (!matchesKey(key, unread?.code === 'unreadable-folder')) return false;
    if (unread && !LOOKED_AT.has(unread.code)) return true;
    if (sizeBytes < minBytes || sizeBytes > maxBytes) return false;
    if (storageClasses && !storageClasses.includes(storageClass.toUpperCase())) return false;
    return isInTime(object);
  };
}

/** Objects that are not read for these reasons have a known size and time. */
const LOOKED_AT: ReadonlySet<string> = new Set(['archived', 'folder-marker']);
