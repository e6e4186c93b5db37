// The version of a file, as an entity tag is that of an object: a file that is rewritten gets another one.

import type { Stats } from 'node:fs';
import { ReadError } from '../errors/read-error.ts';
import type { ObjectRef } from '../protocol/request.ts';

/**
 * Inode, time of modification and, unless it is the same, time of change, in milliseconds with fractions. A
 * `number` tells a quarter of a microsecond apart, which is less than a tick of any file system, and costs less
 * than `bigint`.
 */
export function fileTag({ ino, mtimeMs, ctimeMs }: Stats): string {
  return ctimeMs === mtimeMs ? `${ino} ${mtimeMs}` : `${ino} ${mtimeMs} ${ctimeMs}`;
}

/**
 * Whether an open file is the one that was listed. One that has grown is, because text is appended to logs
 * while they are counted; one that has shrunk is left to the read, which ends too early.
 */
export function isListedVersion(listed: ObjectRef, found: Stats): boolean {
  const { etag, sizeBytes } = listed;
  if (etag === undefined || etag === fileTag(found)) return true;
  const [ino, mtimeMs, ctimeMs = mtimeMs] = etag.split(' ').map(Number);
  // Some file systems in user space give an inode another number whenever it is opened.
  if (found.ino !== ino) return found.mtimeMs === mtimeMs && found.ctimeMs === ctimeMs;
  // A change of permissions is none of the contents, so only the time of modification counts.
  return found.mtimeMs === mtimeMs || found.size !== sizeBytes;
}

/** @throws {ReadError} unless the file is the one that was listed. */
export function requireListedVersion(listed: ObjectRef, found: Stats): void {
  if (isListedVersion(listed, found)) return;
  throw new ReadError('changed', 'was written since it was listed', { retryable: false });
}
