// A directory of this machine as an object store.

import type { ObjectStore } from '../protocol/ports.ts';
import type { ObjectRef } from '../protocol/request.ts';
import { type Clock, systemClock } from '../scatter/clock.ts';
import { listDirectory } from './list-directory.ts';
import { lookUpFiles } from './look-up-files.ts';
import { createOpenRetrier } from './out-of-files.ts';
import { readFile, readFileAtOnce } from './read-file.ts';

export function createDirectoryStore(
  root: string,
  clock: Clock = systemClock,
  random: () => number = Math.random,
): ObjectStore {
  async function* read(
    object: ObjectRef,
    start: number,
    end: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const retrier = createOpenRetrier(clock, random);
    for (;;) {
      try {
        return yield* readFile(root, object, start, end);
      } catch (error) {
        // No retry follows the first byte, because the file is open by then.
        if (!(await retrier.waitAfter(error, signal))) throw error;
      }
    }
  }

  return {
    list: (prefix, signal) => listDirectory(root, prefix, signal, createOpenRetrier(clock, random)),
    lookUp: (keys, signal) => lookUpFiles(root, keys, signal),
    read,
    readAtOnce: (object) => readFileAtOnce(root, object),
  };
}
