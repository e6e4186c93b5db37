// A directory of this machine as an object store.

import type { ObjectStore } from '../protocol/ports.ts';
import type { ObjectRef } from '../protocol/request.ts';
import { type Clock, systemClock } from '../scatter/clock.ts';
import { listDirectory } from './list-directory.ts';
import { createOpenAgain } from './out-of-files.ts';
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
    const again = createOpenAgain(clock, random);
    for (;;) {
      try {
        return yield* readFile(root, object, start, end);
      } catch (error) {
        // There is no more of them after the first byte: the file is open then.
        if (!(await again.waitAfter(error, signal))) throw error;
      }
    }
  }

  return {
    list: (prefix, signal) => listDirectory(root, prefix, signal, createOpenAgain(clock, random)),
    read,
    readAtOnce: (object) => readFileAtOnce(root, object),
  };
}
