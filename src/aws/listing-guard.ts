// Guards a listing against servers that repeat pages or keys, or that never come to an end. If one does,
// it is unknown which keys are missing, so the run must not report a complete total.

import { listingBroken } from '../errors/user-error.ts';
import { compareKeys } from '../key-space/key-order.ts';
import { createKeySet, type KeySet } from '../planning/key-set.ts';
import type { ListingPage } from './listing-page.ts';

/**
 * The number of empty pages in a row that is accepted. S3 sends empty pages where very many objects of a
 * versioned bucket were deleted; each page skips a thousand of them.
 */
const MAX_EMPTY_PAGES = 1_000;

/** Guards the pages that follow each other by their tokens. A token is kept for each page. */
export interface PageChain {
  /** Takes note of the next page. */
  accept(page: ListingPage): void;
  /**
   * The token that requests the next page; nothing after the last page.
   * @throws {UserError} if the page promises another one without a token, or leads back to an earlier one.
   */
  nextToken(page: ListingPage): string | undefined;
}

export function createPageChain(bucket: string): PageChain {
  const tokens = new Set<string>();
  let emptyPages = 0;
  return {
    accept({ objects }) {
      emptyPages = objects.length === 0 ? emptyPages + 1 : 0;
    },
    nextToken({ isLast, nextToken }) {
      if (isLast) return undefined;
      if (!nextToken) throw listingBroken(bucket, 'a page says that more follow, but not which');
      if (tokens.has(nextToken)) throw listingBroken(bucket, 'a page leads back to an earlier one');
      if (emptyPages >= MAX_EMPTY_PAGES) {
        throw listingBroken(bucket, `${emptyPages} pages in a row are empty`);
      }
      tokens.add(nextToken);
      return nextToken;
    },
  };
}

/** Guards the keys of pages. */
export interface KeyCheck {
  /**
   * Says for each key of a page whether it is new.
   * @throws {UserError} if all keys of the page came before, or keys must ascend and do not.
   */
  accept(keys: readonly string[]): readonly boolean[];
  /** @throws {UserError} if keys were listed twice. */
  finish(): void;
}

/** For keys that must ascend, as they do on AWS; then no key can come twice. */
export function createAscendingCheck(bucket: string): KeyCheck {
  const order = createKeyOrder();
  return {
    accept(keys) {
      const fault = order.findFault(keys);
      if (fault) throw listingBroken(bucket, fault);
      return keys.map(() => true);
    },
    finish: () => undefined,
  };
}

/** For keys in any order, as other servers may list them. Their hashes are kept. */
export function createRepetitionCheck(bucket: string, known: KeySet = createKeySet()): KeyCheck {
  let repeated: string | undefined;
  return {
    accept(keys) {
      const isNew = keys.map((key) => known.add(key));
      repeated ??= keys.find((_, index) => !isNew[index]);
      if (keys.length > 0 && !isNew.includes(true)) {
        throw listingBroken(bucket, 'it gives the same page again');
      }
      return isNew;
    },
    finish() {
      if (repeated !== undefined) {
        throw listingBroken(bucket, `keys are in it twice, such as ${repeated}`);
      }
    },
  };
}

export interface KeyOrder {
  /** The fault of the next keys, if any: they must ascend. */
  findFault(keys: readonly string[]): string | undefined;
}

/** `startAfter` is the key after which the first page was asked to start. */
export function createKeyOrder(startAfter?: string): KeyOrder {
  let last: string | undefined;
  return {
    findFault(keys) {
      const [first] = keys;
      if (startAfter !== undefined && first !== undefined && compareKeys(startAfter, first) >= 0) {
        return `keys after ${startAfter} were asked for, but ${first} was given`;
      }
      for (const key of keys) {
        if (last !== undefined && compareKeys(last, key) >= 0) {
          return `keys must ascend, but ${key} comes after ${last}`;
        }
        last = key;
      }
      return undefined;
    },
  };
}
