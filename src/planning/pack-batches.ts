// Objects into batches: what one cascade invocation is given.

import type { ObjectRef } from '../protocol/request.ts';

export interface BatchLimits {
  readonly maxObjects: number;
  readonly maxBytes: number;
  /** Most bytes of keys and entity tags together, which bounds the size of the request. */
  readonly maxNameBytes: number;
  /** How many objects, and in proportion bytes, the first batch may have; each next one doubles. */
  readonly firstObjects: number;
}

export interface Batch<T> {
  readonly objects: T[];
  /** Whether no other follows. */
  readonly isLast: boolean;
}

/**
 * Packs objects by bytes and by number, in their order. Of a listing that goes on after its first
 * page the first batches are small, so that the first totals come at once. An object above
 * `maxBytes` makes a batch of its own.
 */
export async function* packBatches<T extends ObjectRef>(
  pages: AsyncIterable<readonly T[]>,
  limits: BatchLimits,
): AsyncGenerator<Batch<T>> {
  const [all, goesOn] = await lookAhead(pages);
  let share = goesOn ? Math.min(1, limits.firstObjects / limits.maxObjects) : 1;
  let batch: T[] = [];
  let bytes = 0;
  let nameBytes = 0;

  for await (const page of all) {
    for (const object of page) {
      const objectNameBytes = mostJsonBytes(object.key) + mostJsonBytes(object.etag ?? '');
      const full =
        batch.length >= limits.maxObjects * share ||
        bytes + object.sizeBytes > limits.maxBytes * share ||
        nameBytes + objectNameBytes > limits.maxNameBytes;
      if (full && batch.length > 0) {
        yield { objects: batch, isLast: false };
        share = Math.min(1, share * 2);
        batch = [];
        bytes = 0;
        nameBytes = 0;
      }
      batch.push(object);
      bytes += object.sizeBytes;
      nameBytes += objectNameBytes;
    }
  }
  if (batch.length > 0) yield { objects: batch, isLast: true };
}

/** The same pages, and whether there is more than one. */
async function lookAhead<T>(
  pages: AsyncIterable<T>,
): Promise<[pages: AsyncIterable<T>, goesOn: boolean]> {
  const iterator = pages[Symbol.asyncIterator]();
  const results = [await iterator.next(), await iterator.next()];
  async function* all(): AsyncGenerator<T> {
    try {
      for (const { done, value } of results) {
        if (done) return;
        yield value;
      }
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return [all(), !results.at(-1)?.done];
}

/** A code unit takes up to three bytes in UTF-8, unless JSON makes an escape of several of it. */
function mostJsonBytes(text: string): number {
  return 3 * (JSON.stringify(text).length - QUOTES);
}

const QUOTES = '""'.length;
