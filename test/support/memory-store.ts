// An object store in memory with faults on demand.

import { ReadError } from '../../src/errors/read-error.ts';
import type { ByteSource } from '../../src/formats/byte-cursor.ts';
import type { ListedObject, ObjectStore } from '../../src/protocol/ports.ts';
import type { ObjectRef } from '../../src/protocol/request.ts';
import { inReusedMemory } from '../fixtures/byte-sources.ts';

/** An object's bytes, or a source to read in their place. */
export type StoredObject = Uint8Array | (() => ByteSource);

export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, StoredObject>;
  /** The objects as listed. An object that is a source has a listed size of a million. */
  refs(): ObjectRef[];
}

const CHUNK_BYTES = 1_000;
const PAGE_OBJECTS = 10;
const UNKNOWN_SIZE = 1_000_000;

export function createMemoryStore(contents: Record<string, StoredObject | string>): MemoryStore {
  const objects = new Map<string, StoredObject>(
    Object.entries(contents).map(([key, content]) => [
      key,
      typeof content === 'string' ? Buffer.from(content) : content,
    ]),
  );

  const refs = () =>
    [...objects].map(([key, content]) => ({
      key,
      sizeBytes: content instanceof Uint8Array ? content.length : UNKNOWN_SIZE,
    }));

  return {
    objects,
    refs,
    async *list(prefix) {
      const listed: ListedObject[] = refs().filter(({ key }) => key.startsWith(prefix));
      for (let at = 0; at < listed.length; at += PAGE_OBJECTS) {
        yield listed.slice(at, at + PAGE_OBJECTS);
      }
    },
    async *read({ key }, start, end) {
      const content = objects.get(key);
      if (!content) throw new ReadError('vanished', `${key} is gone`, { retryable: false });
      if (content instanceof Uint8Array) {
        yield* inReusedMemory(content.subarray(start, end), CHUNK_BYTES);
      } else yield* content();
    },
  };
}
