// The keys of a bucket as listed objects.

import type { ListedObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { type Lister, type ListingPage, requestPage } from './listing-page.ts';
import { createListingWay } from './listing-way.ts';
import { LISTING_PATIENCE } from './patience.ts';
import { toUserError } from './sdk-errors.ts';

/**
 * Pages of the objects whose keys start with `prefix`, in the order of the server.
 * @throws {UserError} when it cannot be listed to its end.
 */
export async function* listBucket(
  connection: Lister,
  address: BucketAddress,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  const { bucket } = address;
  const way = createListingWay(bucket);
  let token: string | undefined;
  do {
    let page: ListingPage;
    try {
      page = await requestPage(connection, address, { prefix, token }, LISTING_PATIENCE, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
    const isNew = way.take(page.objects.map(({ key }) => key));
    yield page.objects.filter((_, index) => isNew[index]);
    token = way.next(page);
  } while (token !== undefined);
  way.end();
}
