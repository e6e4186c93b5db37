// A directory of this machine as an object store.

import type { ObjectStore } from '../run/ports.ts';
import { listDirectory } from './list-directory.ts';
import { readFile, readFileAtOnce } from './read-file.ts';

export function createDirectoryStore(root: string): ObjectStore {
  return {
    list: (prefix, signal) => listDirectory(root, prefix, signal),
    read: (object, start, end) => readFile(root, object, start, end),
    readAtOnce: (object) => readFileAtOnce(root, object),
  };
}
