// Lists the files below a directory as objects, in the order of their keys.

import { type Dirent, readdirSync } from 'node:fs';
import type { FoundObject } from '../protocol/ports.ts';
import { lookAtFile, UNREAD } from './look-at-file.ts';
import { isOutOfFiles, type OpenRetrier } from './out-of-files.ts';
import { decodePathBytes, encodePathBytes } from './path-bytes.ts';

/** A page is yielded after this many objects and folders. */
const PAGE_STEPS = 1_000;

/** The same after which everyone else has a turn: a few milliseconds. It divides a page. */
const TURN_STEPS = 100;

interface Entry {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
}

/** A step of the walk: an object; nothing, after a folder; or an error, after which it may retry. */
type Step = FoundObject | undefined | { readonly outOfFiles: unknown };

/**
 * Yields pages of all files below `root` whose keys start with `prefix`. A key is the path from `root`.
 * Symbolic links, other special files and folders that cannot be listed get an `unread` status.
 */
export async function* listDirectory(
  root: string,
  prefix: string,
  signal: AbortSignal,
  retrier: OpenRetrier,
): AsyncGenerator<readonly FoundObject[]> {
  let page: FoundObject[] = [];
  let steps = 0;
  const walker = walk(root, '', prefix);
  let next = walker.next();
  while (!next.done) {
    const step = next.value;
    if (step && 'outOfFiles' in step) {
      next = walker.next(await retrier.waitAfter(step.outOfFiles, signal));
      continue;
    }
    retrier.reset();
    if (step) page.push(step);
    next = walker.next();
    steps += 1;
    if (steps % PAGE_STEPS === 0) {
      if (page.length > 0) yield page;
      page = [];
    }
    if (steps % TURN_STEPS !== 0) continue;
    // The walk is synchronous, for speed; here everyone else has a turn.
    await new Promise(setImmediate);
    if (signal.aborted) return;
  }
  yield page;
}

/** Yields `undefined` after each folder. `next(true)` after an error retries. */
function* walk(
  root: string,
  folder: string,
  prefix: string,
): Generator<Step, void, boolean | undefined> {
  let entries: Entry[];
  try {
    entries = readEntries(root, folder);
  } catch (error) {
    if (isOutOfFiles(error) && (yield { outOfFiles: error }))
      return yield* walk(root, folder, prefix);
    // The folder has vanished since its parent was read, as files may. The root itself must exist.
    if (folder !== '' && codeOf(error) === 'ENOENT') return;
    yield { key: folder, sizeBytes: 0, unread: { status: 'failed', code: 'unreadable-folder' } };
    return;
  }
  for (const { name, kind } of entries) {
    const key = folder + name;
    if (kind === 'folder') {
      const below = `${key}/`;
      if (below.startsWith(prefix) || prefix.startsWith(below)) yield* walk(root, below, prefix);
      yield undefined;
    } else if (key.startsWith(prefix)) {
      // A file that vanished between two system calls counts as if it had vanished before.
      const object =
        kind === 'file' ? lookAtFile(root, key) : { key, sizeBytes: 0, ...UNREAD[kind] };
      if (object) yield object;
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Sorts entries so that keys come in the order of their characters, as they do from S3. */
function readEntries(root: string, folder: string): Entry[] {
  const path = encodePathBytes(`${root}/${folder}`);
  let dirents: readonly (Dirent | Dirent<Buffer>)[] = readdirSync(path, { withFileTypes: true });
  if (dirents.some(({ name }) => String(name).includes('\ufffd'))) {
    dirents = readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
  }
  return dirents
    .map((dirent) => {
      const name = typeof dirent.name === 'string' ? dirent.name : decodePathBytes(dirent.name);
      return { name, kind: kindOf(dirent) };
    })
    .sort((a, b) => compare(a, b));
}

function kindOf(dirent: Dirent | Dirent<Buffer>): Entry['kind'] {
  if (dirent.isFile()) return 'file';
  if (dirent.isDirectory()) return 'folder';
  return dirent.isSymbolicLink() ? 'link' : 'other';
}

function compare(a: Entry, b: Entry): number {
  const left = a.kind === 'folder' ? `${a.name}/` : a.name;
  const right = b.kind === 'folder' ? `${b.name}/` : b.name;
  return left < right ? -1 : left > right ? 1 : 0;
}
