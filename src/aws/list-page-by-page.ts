// Lists page after page, each by the token of the one before.

import type { FoundObject } from '../protocol/ports.ts';
import type { KeyCheck, PageChain } from './listing-guard.ts';
import type { AskForPage, ListingPage } from './listing-page.ts';
import { toUserError } from './sdk-errors.ts';

export interface PageByPage {
  readonly bucket: string;
  readonly ask: AskForPage;
  readonly chain: PageChain;
  readonly check: KeyCheck;
  readonly signal: AbortSignal;
}

/**
 * Yields the new objects of each page. After a page that is enough, it returns the token that goes on;
 * otherwise nothing.
 * @throws {UserError} if the bucket cannot be listed to its end.
 */
export async function* listPageByPage(
  { bucket, ask, chain, check, signal }: PageByPage,
  isEnough: (page: ListingPage) => boolean = () => false,
): AsyncGenerator<readonly FoundObject[], string | undefined> {
  let token: string | undefined;
  do {
    let page: ListingPage;
    try {
      page = await ask({ token }, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
    chain.accept(page);
    const isNew = check.accept(page.objects.map(({ key }) => key));
    yield page.objects.filter((_, index) => isNew[index]);
    token = chain.nextToken(page);
    if (token !== undefined && isEnough(page)) return token;
  } while (token !== undefined);
  check.finish();
  return undefined;
}
