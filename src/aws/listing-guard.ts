// The way through the pages of a listing: it must lead on, to its end, and past each key once. Where
// it does not, the end of the listing is unknown, and what was left out too.

import { listingBroken } from '../errors/user-error.ts';
import type { ListingPage } from './listing-page.ts';

/**
 * Pages without an object, one after another. S3 gives them where very many were deleted from a
 * bucket with versions; a page goes past a thousand of those.
 */
const MAX_EMPTY_PAGES = 1_000;

export interface ListingWay {
  /**
   * Says of each key of a page whether it is new.
   * @throws {UserError} when the whole page was there before.
   */
  take(keys: readonly string[]): readonly boolean[];
  /**
   * By what the next page is asked for, if there is one.
   * @throws {UserError} when the page says that there is one, but not by what, or leads back.
   */
  next(page: ListingPage): string | undefined;
  /** @throws {UserError} when keys were listed twice. */
  end(): void;
}

/**
 * Servers have orders of their own, so only repetitions show that the way leads back: of a token, of
 * the key that a page begins with, of keys within a page and the one before it. That takes a few
 * bytes for a key.
 */
export function createListingWay(bucket: string): ListingWay {
  const tokens = new Set<string>();
  const firstKeys = new Set<string>();
  let before: ReadonlySet<string> = new Set();
  let emptyPages = 0;
  let repeated: string | undefined;

  return {
    take(keys) {
      const [first] = keys;
      if (first === undefined) {
        emptyPages += 1;
        return [];
      }
      emptyPages = 0;
      if (firstKeys.has(first)) throw listingBroken(bucket, 'it gives the same page again');
      firstKeys.add(first);
      const here = new Set<string>();
      const isNew = keys.map((key) => {
        if (before.has(key) || here.has(key)) {
          repeated ??= key;
          return false;
        }
        here.add(key);
        return true;
      });
      before = here;
      return isNew;
    },
    next({ isLast, nextToken }) {
      if (isLast) return undefined;
      if (!nextToken) throw listingBroken(bucket, 'a page says that more follow, but not which');
      if (tokens.has(nextToken)) throw listingBroken(bucket, 'a page leads back to an earlier one');
      if (emptyPages >= MAX_EMPTY_PAGES) {
        throw listingBroken(bucket, `${emptyPages} pages in a row are empty`);
      }
      tokens.add(nextToken);
      return nextToken;
    },
    end() {
      if (repeated !== undefined) {
        throw listingBroken(bucket, `keys are in it twice, such as ${repeated}`);
      }
    },
  };
}
