// Lists the objects of a bucket.

import type { FoundObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { createListingGuard } from './listing-guard.ts';
import { type Lister, type ListingPage, requestPage } from './listing-page.ts';
import { LISTING_RETRIES } from './retries.ts';
import { toUserError } from './sdk-errors.ts';

/**
 * Yields pages of the objects whose keys start with `prefix`, in the server's order.
 * @throws {UserError} if the bucket cannot be listed to its end.
 */
export async function* listBucket(
  connection: Lister,
  address: BucketAddress,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly FoundObject[]> {
  const { bucket } = address;
  const guard = createListingGuard(bucket, (await connection.isAws()) && isOrdered(bucket));
  let token: string | undefined;
  do {
    let page: ListingPage;
    try {
      page = await requestPage(connection, address, { prefix, token }, LISTING_RETRIES, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw toUserError(error, { action: `list s3://${bucket}`, bucket });
    }
    const isNew = guard.acceptKeys(page.objects.map(({ key }) => key));
    yield page.objects.filter((_, index) => isNew[index]);
    token = guard.nextToken(page);
  } while (token !== undefined);
  guard.finish();
}

/**
 * Directory buckets of S3 Express list in no order, and so may their access points and those of file
 * systems: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html.
 */
function isOrdered(bucket: string): boolean {
  return !/--xa?-s3$|-ext-s3alias$/.test(bucket);
}
