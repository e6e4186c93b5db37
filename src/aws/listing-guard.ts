// Guards a listing against servers that repeat pages or keys, or that never come to an end. If one does,
// it is unknown which keys are missing, so the run must not report a complete total.

import { listingBroken } from '../errors/user-error.ts';
import { createKeySet } from '../planning/key-set.ts';
import { compareKeys } from './key-order.ts';
import type { ListingPage } from './listing-page.ts';

/**
 * The number of empty pages in a row that is accepted. S3 sends empty pages where very many objects of a
 * versioned bucket were deleted; each page skips a thousand of them.
 */
const MAX_EMPTY_PAGES = 1_000;

export interface ListingGuard {
  /**
   * Says for each key of a page whether it is new.
   * @throws {UserError} if all keys of the page came before, or keys must ascend and do not.
   */
  acceptKeys(keys: readonly string[]): readonly boolean[];
  /**
   * The token that requests the next page; nothing after the last page.
   * @throws {UserError} if the page promises another one without a token, or leads back to an earlier one.
   */
  nextToken(page: ListingPage): string | undefined;
  /** @throws {UserError} if keys were listed twice. */
  finish(): void;
}

/**
 * `isOrdered` says that keys must ascend, as they do on AWS; then no key can come twice. Other servers may
 * list in any order, so the hashes of all their keys are kept. A token is kept for each page.
 */
export function createListingGuard(bucket: string, isOrdered: boolean): ListingGuard {
  const tokens = new Set<string>();
  const findNew = isOrdered ? createOrderCheck(bucket) : createRepetitionCheck(bucket);
  let emptyPages = 0;

  return {
    acceptKeys(keys) {
      emptyPages = keys.length === 0 ? emptyPages + 1 : 0;
      return findNew.accept(keys);
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
    finish: findNew.finish,
  };
}

interface KeyCheck {
  accept(keys: readonly string[]): readonly boolean[];
  finish(): void;
}

function createOrderCheck(bucket: string): KeyCheck {
  let last: string | undefined;
  return {
    accept: (keys) =>
      keys.map((key) => {
        if (last !== undefined && compareKeys(last, key) >= 0) {
          throw listingBroken(bucket, `keys must ascend, but ${key} comes after ${last}`);
        }
        last = key;
        return true;
      }),
    finish: () => undefined,
  };
}

function createRepetitionCheck(bucket: string): KeyCheck {
  const known = createKeySet();
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
