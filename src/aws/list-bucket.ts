// Lists the objects of a bucket.

import { createKeyRanges, type KeyRange } from '../key-space/key-ranges.ts';
import { createKeySet, type KeySet } from '../planning/key-set.ts';
import type { FoundObject } from '../protocol/ports.ts';
import type { BucketAddress } from './bucket-address.ts';
import { type InLanes, listInLanes } from './list-in-lanes.ts';
import { listPageByPage } from './list-page-by-page.ts';
import {
  createAscendingCheck,
  createKeyOrder,
  createPageChain,
  createRepetitionCheck,
} from './listing-guard.ts';
import { LISTING_LANES } from './listing-lanes.ts';
import { type AskForPage, createListSender, type Lister, requestPage } from './listing-page.ts';
import { LISTING_RETRIES } from './retries.ts';

/** The requests that a listing in lanes may take beyond those of one page by page, by the latter's number. */
const EXTRA_REQUESTS = 0.1;

/**
 * Yields pages of the objects whose keys start with `prefix`, each object once. A short listing is in the
 * server's order; of a long one, ranges are listed at the same time, at most `lanes` of them.
 * @throws {UserError} if the bucket cannot be listed to its end.
 */
export async function* listBucket(
  connection: Lister,
  address: BucketAddress,
  prefix: string,
  signal: AbortSignal,
  lanes = LISTING_LANES,
): AsyncGenerator<readonly FoundObject[]> {
  const { bucket } = address;
  const canAscend = isOrdered(bucket);
  // Other servers may list in any order, so all their keys are remembered.
  const known = canAscend && (await connection.isAws()) ? undefined : createKeySet();
  const check = known ? createRepetitionCheck(bucket, known) : createAscendingCheck(bucket);
  const chain = createPageChain(bucket);
  const lister = { ...connection, sendList: createListSender(connection.client) };
  const ask: AskForPage = (page, stop, onThrottled) =>
    requestPage(lister, address, { prefix, ...page }, LISTING_RETRIES, stop, onThrottled);
  const listing = { bucket, ask, signal };

  const ranges = createKeyRanges(prefix, EXTRA_REQUESTS, known !== undefined);
  const order = createKeyOrder();
  let inOrder = canAscend && lanes > 1;
  let split: KeyRange | undefined;
  const token = yield* listPageByPage({ ...listing, chain, check }, ({ objects, isLast }) => {
    const keys = objects.map(({ key }) => key);
    inOrder &&= order.findFault(keys) === undefined;
    if (!inOrder) return false;
    ranges.accept(ranges.first, keys, isLast);
    split = ranges.split();
    return split !== undefined;
  });
  if (token === undefined || !split) return;
  const begun = { ranges, split, token, chain, order };
  const inLanes: InLanes = { ...listing, ...begun, lanes, clock: connection.clock, known };
  const isListed = yield* listInLanes(inLanes);
  if (!isListed && known && !signal.aborted) yield* listAgain(listing, known);
}

/** Lists from the beginning, and yields what has not been yielded before. */
async function* listAgain(
  listing: { readonly bucket: string; readonly ask: AskForPage; readonly signal: AbortSignal },
  known: KeySet,
): AsyncGenerator<readonly FoundObject[]> {
  const { bucket } = listing;
  const guards = { chain: createPageChain(bucket), check: createRepetitionCheck(bucket) };
  for await (const page of listPageByPage({ ...listing, ...guards })) {
    yield page.filter(({ key }) => known.add(key));
  }
}

/**
 * Directory buckets of S3 Express list in no order, and so may their access points and those of file
 * systems: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html. For an Object Lambda Access
 * Point a function of the user may list: https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html.
 */
function isOrdered(bucket: string): boolean {
  return !/--xa?-s3$|--ol-s3$|-ext-s3alias$/.test(bucket);
}
