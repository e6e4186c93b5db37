// Lists the files below a directory as objects, in the order of their keys.

import { type Dirent, readdirSync } from 'node:fs';
import { compareKeys } from '../key-space/key-order.ts';
import type { FoundObject } from '../protocol/ports.ts';
import { lookAtFile, UNREAD } from './look-at-file.ts';
import { isOutOfFiles, type OpenRetrier } from './out-of-files.ts';
import { decodePathBytes, encodePathBytes } from './path-bytes.ts';

/** A page is yielded after this many objects and folders. */
const PAGE_STEPS = 1_000;

/** The same after which everyone else has a turn: a few milliseconds. It divides a page. */
const TURN_STEPS = 100;

interface Entry {
  /** With a slash behind that of a folder, as keys have it. */
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
}

/** Where the walk stops: for others to have a turn, or at an error, after which it may retry. */
type Stop = 'turn' | { readonly outOfFiles: unknown };

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

  /** Walks through a folder; `next(true)` after an error retries. */
  function* walk(folder: string): Generator<Stop, void, boolean | undefined> {
    let entries: Entry[] = [];
    try {
      entries = readEntries(root, folder);
    } catch (error) {
      if (isOutOfFiles(error) && (yield { outOfFiles: error })) return yield* walk(folder);
      // The folder has vanished since its parent was read, as files may. The root itself must exist.
      if (folder !== '' && codeOf(error) === 'ENOENT') return;
      page.push({
        key: folder,
        sizeBytes: 0,
        unread: { status: 'failed', code: 'unreadable-folder' },
      });
      steps += 1;
      if (steps % TURN_STEPS === 0) yield 'turn';
    }
    retrier.reset();
    for (const { name, kind } of entries) {
      const key = folder + name;
      if (kind === 'folder') {
        if (key.startsWith(prefix) || prefix.startsWith(key)) yield* walk(key);
      } else if (key.startsWith(prefix)) {
        // A file that vanished between two system calls counts as if it had vanished before.
        const object =
          kind === 'file' ? lookAtFile(root, key) : { key, sizeBytes: 0, ...UNREAD[kind] };
        if (!object) continue;
        page.push(object);
      } else {
        continue;
      }
      steps += 1;
      if (steps % TURN_STEPS === 0) yield 'turn';
    }
  }

  const walker = walk('');
  for (let next = walker.next(); !next.done; ) {
    if (next.value !== 'turn') {
      next = walker.next(await retrier.waitAfter(next.value.outOfFiles, signal));
      continue;
    }
    if (steps % PAGE_STEPS === 0 && page.length > 0) {
      yield page;
      page = [];
    }
    // The walk is synchronous, for speed; here everyone else has a turn.
    await new Promise(setImmediate);
    if (signal.aborted) return;
    next = walker.next();
  }
  yield page;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Sorts entries so that keys come in the order of their UTF-8 bytes, as they do from S3. */
function readEntries(root: string, folder: string): Entry[] {
  const path = encodePathBytes(`${root}/${folder}`);
  let dirents: readonly (Dirent | Dirent<Buffer>)[] = readdirSync(path, { withFileTypes: true });
  if (dirents.some(({ name }) => String(name).includes('\ufffd'))) {
    dirents = readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
  }
  const entries = dirents.map(toEntry);
  const isOdd = entries.some(({ name }) => SURROGATE.test(name));
  return entries.sort(isOdd ? (a, b) => compareKeys(a.name, b.name) : compare);
}

function toEntry(dirent: Dirent | Dirent<Buffer>): Entry {
  const name = typeof dirent.name === 'string' ? dirent.name : decodePathBytes(dirent.name);
  if (dirent.isFile()) return { name, kind: 'file' };
  if (dirent.isDirectory()) return { name: `${name}/`, kind: 'folder' };
  return { name, kind: dirent.isSymbolicLink() ? 'link' : 'other' };
}

/** Only names with such a part are in another order by their bytes, and comparing those takes three times as long. */
const SURROGATE = /[\ud800-\udfff]/;

/** No two entries have the same name. */
function compare(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
}
