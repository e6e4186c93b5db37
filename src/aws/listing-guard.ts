// Guards a listing against servers that repeat pages or keys, or that never come to an end. If one does,
// it is unknown which keys are missing, so the run must not report a complete total.

import { listingBroken } from '../errors/user-error.ts';
import type { ListingPage } from './listing-page.ts';

/**
 * The number of empty pages in a row that is accepted. S3 sends empty pages where very many objects of a
 * versioned bucket were deleted; each page skips a thousand of them.
 */
const MAX_EMPTY_PAGES = 1_000;

export interface ListingGuard {
  /**
   * Says for each key of a page whether it is new.
   * @throws {UserError} if the whole page came before.
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
 * Servers may list in any order, so only a repetition shows a loop: of a token, of the first key of a
 * page, or of a key within a page and the one before it. This keeps the keys of two pages, and a key and
 * a token of each page.
 */
export function createListingGuard(bucket: string): ListingGuard {
  const tokens = new Set<string>();
  const firstKeys = new Set<string>();
  let previousKeys: ReadonlySet<string> = new Set();
  let emptyPages = 0;
  let repeated: string | undefined;

  return {
    acceptKeys(keys) {
      const [first] = keys;
      if (first === undefined) {
        emptyPages += 1;
        return [];
      }
      emptyPages = 0;
      if (firstKeys.has(first)) throw listingBroken(bucket, 'it gives the same page again');
      firstKeys.add(first);
      const pageKeys = new Set<string>();
      const isNew = keys.map((key) => {
        if (previousKeys.has(key) || pageKeys.has(key)) {
          repeated ??= key;
          return false;
        }
        pageKeys.add(key);
        return true;
      });
      previousKeys = pageKeys;
      return isNew;
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
    finish() {
      if (repeated !== undefined) {
        throw listingBroken(bucket, `keys are in it twice, such as ${repeated}`);
      }
    },
  };
}
