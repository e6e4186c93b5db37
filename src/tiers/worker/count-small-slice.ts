// Counts a small plain or gzipped object in one go: the short cut for what is both common and simple. All
// others, and whatever is wrong, are left to count-slice.

import type { Count } from '../../counting/count.ts';
import type { Counter } from '../../counting/counter.ts';
import { createCounter } from '../../counting/create-counter.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { gunzipAtOnce } from '../../formats/gzip/gunzip-at-once.ts';
import { gzip } from '../../formats/gzip/gzip.ts';
import { plain } from '../../formats/plain.ts';
import { formatByName, looksPlain, MAX_HEAD_BYTES } from '../../formats/recognise.ts';
import type { AsFormat } from '../../protocol/as-format.ts';
import type { ObjectStore } from '../../protocol/ports.ts';
import type { Slice } from '../../protocol/request.ts';

export function countSmallSlice(
  slice: Slice,
  { words, as }: { readonly words: WordRule; readonly as?: AsFormat | undefined },
  store: Pick<ObjectStore, 'readAtOnce'>,
): Count | undefined {
  const isWhole = slice.start === 0 && slice.end === slice.sizeBytes;
  if (!store.readAtOnce || !isWhole) return undefined;
  const format = as === 'plain' ? plain : formatByName(slice.key);
  if (format !== plain && format !== gzip) return undefined;
  const bytes = store.readAtOnce(slice);
  if (!bytes) return undefined;
  const counter = createCounter(words);
  if (format === gzip) return countGzip(bytes, counter) ? counter.count() : undefined;
  if (as === undefined && !looksPlain(bytes)) return undefined;
  counter.update(bytes);
  return counter.count();
}

/** Says whether nothing is odd about it. */
function countGzip(bytes: Uint8Array, counter: Counter): boolean {
  let decodedBytes = 0;
  let isPlain = true;
  const isSound = gunzipAtOnce(bytes, (chunk) => {
    // The decoded text may be compressed once more, which its first bytes tell. They are nearly always in one chunk.
    if (decodedBytes === 0) isPlain = looksPlain(chunk);
    else if (decodedBytes < MAX_HEAD_BYTES) isPlain = false;
    decodedBytes += chunk.length;
    counter.update(chunk);
  });
  return isSound && isPlain;
}
