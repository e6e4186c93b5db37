// Packs objects into batches, of which each cascade invocation receives one.

import type { ObjectRef } from '../protocol/request.ts';

export interface BatchLimits {
  readonly maxObjects: number;
  readonly maxBytes: number;
  /** The maximum number of bytes of keys and entity tags, which limits the size of the request. */
  readonly maxNameBytes: number;
  /** The maximum number of objects in the first batch, with bytes in proportion; each next one doubles. */
  readonly firstObjects: number;
}

export interface Batch<T> {
  readonly objects: T[];
  /** Whether no other batch follows. */
  readonly isLast: boolean;
}

/**
 * Packs objects by bytes and by number, in their order. If a listing has more than one page, its first
 * batches are small, so that the first totals come soon. An object above `maxBytes` is a batch of its own.
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
      const objectNameBytes = maxJsonBytes(object.key) + maxJsonBytes(object.etag ?? '');
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

/** The same pages, and whether there are more than one. */
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

/**
 * An upper bound of the bytes of a text in JSON in UTF-8. It is asked of each key, so it does not write the text.
 * A code unit takes at most three bytes, or six if it is escaped as a control character or half of a pair.
 */
function maxJsonBytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < FIRST_PRINTABLE || code >= FIRST_SURROGATE) bytes += 6;
    else if (code >= FIRST_BEYOND_ASCII) bytes += 3;
    else bytes += code === QUOTE || code === BACKSLASH ? 2 : 1;
  }
  return bytes;
}

const FIRST_PRINTABLE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_BEYOND_ASCII = 0x7f;
const FIRST_SURROGATE = 0xd800;
