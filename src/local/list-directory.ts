// The files below a directory as listed objects, in the order of their keys.

import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import type { ListedObject } from '../run/ports.ts';
import { decodePathBytes, encodePathBytes } from './path-bytes.ts';

const PAGE_OBJECTS = 1_000;

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}

/**
 * Pages of every file below `root` whose key, its path from there, starts with `prefix`. Symbolic
 * links are left out. What cannot be listed or is no regular file is listed as unread.
 */
export async function* listDirectory(
  root: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  let page: ListedObject[] = [];
  for (const object of walk(root, '', prefix)) {
    page.push(object);
    if (page.length < PAGE_OBJECTS) continue;
    yield page;
    page = [];
    // The walk is synchronous, for speed; here everyone else has a turn.
    await new Promise(setImmediate);
    if (signal.aborted) return;
  }
  yield page;
}

function* walk(root: string, folder: string, prefix: string): Generator<ListedObject> {
  let entries: Entry[];
  try {
    entries = readEntries(root, folder);
  } catch {
    yield { key: folder, sizeBytes: 0, unread: { status: 'failed', code: 'unreadable-folder' } };
    return;
  }
  for (const { name, isFolder, isFile } of entries) {
    const key = folder + name;
    if (isFolder) {
      const below = `${key}/`;
      if (below.startsWith(prefix) || prefix.startsWith(below)) yield* walk(root, below, prefix);
    } else if (key.startsWith(prefix)) {
      const object = isFile
        ? statObject(root, key)
        : { key, sizeBytes: 0, unread: { status: 'skipped', code: 'not-a-file' } as const };
      if (object) yield object;
    }
  }
}

function statObject(root: string, key: string): ListedObject | undefined {
  try {
    const stats = lstatSync(encodePathBytes(`${root}/${key}`), { throwIfNoEntry: false });
    // Gone between two system calls: as if it had gone before the first.
    return stats && { key, sizeBytes: stats.size };
  } catch {
    return { key, sizeBytes: 0, unread: { status: 'failed', code: 'access-denied' } };
  }
}

/** Sorted so that keys come in the order of their characters, as they do from S3. */
function readEntries(root: string, folder: string): Entry[] {
  const path = encodePathBytes(`${root}/${folder}`);
  let dirents: readonly (Dirent | Dirent<Buffer>)[] = readdirSync(path, { withFileTypes: true });
  if (dirents.some(({ name }) => String(name).includes('\ufffd'))) {
    dirents = readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
  }
  return dirents
    .filter((dirent) => !dirent.isSymbolicLink())
    .map((dirent) => {
      const name = typeof dirent.name === 'string' ? dirent.name : decodePathBytes(dirent.name);
      return { name, isFolder: dirent.isDirectory(), isFile: dirent.isFile() };
    })
    .sort((a, b) => compare(a, b));
}

function compare(a: Entry, b: Entry): number {
  const left = a.isFolder ? `${a.name}/` : a.name;
  const right = b.isFolder ? `${b.name}/` : b.name;
  return left < right ? -1 : left > right ? 1 : 0;
}
