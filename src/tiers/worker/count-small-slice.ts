// Counts a small plain object in one go: the short cut for the one case that is both common and
// simple. All others, and whatever is wrong, are left to count-slice.

import type { Count } from '../../counting/count.ts';
import { createCounter } from '../../counting/create-counter.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { plain } from '../../formats/plain.ts';
import { formatByName, looksPlain } from '../../formats/recognise.ts';
import type { AsFormat } from '../../protocol/as-format.ts';
import type { ObjectStore } from '../../protocol/ports.ts';
import type { Slice } from '../../protocol/request.ts';

export function countSmallSlice(
  slice: Slice,
  { words, as }: { readonly words: WordRule; readonly as?: AsFormat | undefined },
  store: Pick<ObjectStore, 'readAtOnce'>,
): Count | undefined {
  const isWhole = slice.start === 0 && slice.end === slice.sizeBytes;
  const mayBe = as === 'plain' || formatByName(slice.key) === plain;
  if (!store.readAtOnce || !isWhole || !mayBe) return undefined;
  const bytes = store.readAtOnce(slice);
  if (!bytes || (as === undefined && !looksPlain(bytes))) return undefined;
  const counter = createCounter(words);
  counter.update(bytes);
  return counter.count();
}
