// Looks at one file, and gives it as an object.

import { lstatSync, type Stats } from 'node:fs';
import type { FoundObject } from '../protocol/ports.ts';
import { fileTag } from './file-version.ts';
import { encodePathBytes } from './path-bytes.ts';

/** The listing's reasons for entries that are no files. */
export const UNREAD = {
  link: { unread: { status: 'left-out', code: 'links-left-out' } },
  other: { unread: { status: 'skipped', code: 'not-a-file' } },
} as const;

/** The file as an object; nothing if it is missing. */
export function lookAtFile(root: string, key: string): FoundObject | undefined {
  try {
    const stats = lstatSync(encodePathBytes(`${root}/${key}`), { throwIfNoEntry: false });
    return stats && toFoundObject(key, stats);
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code;
    if (cause === 'ENOTDIR') return undefined;
    const code = cause === 'EACCES' || cause === 'EPERM' ? 'access-denied' : 'read-failed';
    return { key, sizeBytes: 0, unread: { status: 'failed', code } };
  }
}

function toFoundObject(key: string, stats: Stats): FoundObject {
  // Files of size 0 may be of a file system that makes up contents and times whenever it is asked.
  const { size: sizeBytes, mtimeMs: modifiedMs } = stats;
  if (stats.isFile() && sizeBytes === 0) return { key, sizeBytes, modifiedMs };
  if (stats.isFile()) return { key, sizeBytes, etag: fileTag(stats), modifiedMs };
  return { key, sizeBytes: 0, ...UNREAD[stats.isSymbolicLink() ? 'link' : 'other'] };
}
