// Looks up files below a folder by their keys.

import { realpathSync } from 'node:fs';
import type { FoundObject } from '../protocol/ports.ts';
import { lookAtFile, UNREAD } from './look-at-file.ts';
import { encodePathBytes } from './path-bytes.ts';

/** Files of a page. They are looked at synchronously; after a page everyone else has a turn. */
const PAGE_FILES = 100;

/**
 * Yields pages of the files with these keys, in their order. A missing one is `failed`. What lies behind
 * a symbolic link is left out, as in a listing, because it has another key too.
 */
export async function* lookUpFiles(
  root: string,
  keys: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly FoundObject[]> {
  const isPlain = createFolderCheck(realpathSync(root));
  const lookUp = (key: string): FoundObject => {
    if (!isPlain(key)) return { key, sizeBytes: 0, ...UNREAD.link };
    const missing = { key, sizeBytes: 0, unread: { status: 'failed', code: 'vanished' } } as const;
    return lookAtFile(root, key) ?? missing;
  };
  for (let first = 0; first < keys.length; first += PAGE_FILES) {
    yield keys.slice(first, first + PAGE_FILES).map(lookUp);
    await new Promise(setImmediate);
    if (signal.aborted) return;
  }
}

/** Says whether no symbolic link leads to a key's folder. Neighbours usually come in a row. */
function createFolderCheck(realRoot: string): (key: string) => boolean {
  let lastFolder = '';
  let wasPlain = true;
  return (key) => {
    const folder = key.slice(0, Math.max(0, key.lastIndexOf('/')));
    if (folder === '') return true;
    if (folder !== lastFolder) wasPlain = isPlainFolder(encodePathBytes(`${realRoot}/${folder}`));
    lastFolder = folder;
    return wasPlain;
  };
}

function isPlainFolder(path: string | Buffer): boolean {
  try {
    return realpathSync(path, { encoding: 'buffer' }).equals(Buffer.from(path));
  } catch {
    // The look at the file itself says what is wrong.
    return true;
  }
}
