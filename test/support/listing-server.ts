// A server of listings in memory, for the SDK's genuine client: as S3 lists by its document, or as servers do
// that differ from it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import { Readable } from 'node:stream';
import type { S3Settings } from '../../src/aws/s3-client.ts';
import { inS3Order } from './key-shapes.ts';

export interface ListingServer {
  readonly requestHandler: NonNullable<S3Settings['requestHandler']>;
  /** The queries of the requests in their order. */
  readonly asked: readonly Readonly<Record<string, string>>[];
  /** The most requests that were answered at the same time. */
  mostAtOnce(): number;
}

export interface ListingServerOptions {
  readonly pageKeys: number;
  /** The order in which it lists; that of S3 unless given. */
  readonly compare?: (left: string, right: string) => number;
  readonly ignoresStartAfter?: boolean;
  /** The steps before a request is answered. */
  readonly before?: (
    query: Readonly<Record<string, string>>,
    asked: number,
  ) => Promise<void> | void;
  /** Answers in place of the page, if it gives something. */
  readonly instead?: (
    query: Readonly<Record<string, string>>,
    asked: number,
  ) => { readonly status: number; readonly body: string } | undefined;
  /** Changes the keys of a page. */
  readonly change?: (keys: string[], query: Readonly<Record<string, string>>) => string[];
}

export function createListingServer(
  keys: readonly string[],
  { pageKeys, compare, ignoresStartAfter, before, instead, change }: ListingServerOptions,
): ListingServer {
  const all = compare ? [...keys].sort(compare) : inS3Order(keys);
  // Positions in its own order, which S3 does not tell either.
  const rank =
    compare ?? ((a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const asked: Readonly<Record<string, string>>[] = [];
  let atOnce = 0;
  let most = 0;

  async function answer(query: Readonly<Record<string, string>>) {
    asked.push(query);
    const number = asked.length;
    await before?.(query, number);
    const other = instead?.(query, number);
    if (other) return other;
    const { prefix = '', 'start-after': startAfter, 'continuation-token': token } = query;
    const found = all.filter((key) => key.startsWith(prefix));
    let first = 0;
    if (token !== undefined) first = Number(Buffer.from(token, 'base64').toString());
    else if (startAfter !== undefined && !ignoresStartAfter) {
      while (first < found.length && rank(found[first] as string, startAfter) <= 0) first += 1;
    }
    const next = first + pageKeys;
    const page = found.slice(first, next);
    const isLast = next >= found.length;
    return { status: 200, body: toXml(change?.(page, query) ?? page, isLast ? undefined : next) };
  }

  const requestHandler = {
    async handle(
      { query }: { readonly query: Readonly<Record<string, string>> },
      { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
    ) {
      if (abortSignal?.aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      atOnce += 1;
      most = Math.max(most, atOnce);
      try {
        const { status, body } = await answer(query);
        return {
          response: {
            statusCode: status,
            headers: { 'content-type': 'application/xml' },
            body: Readable.from([Buffer.from(body)]),
          },
        };
      } finally {
        atOnce -= 1;
      }
    },
  };
  return {
    requestHandler: requestHandler as unknown as ListingServer['requestHandler'],
    asked,
    mostAtOnce: () => most,
  };
}

function toXml(keys: readonly string[], next: number | undefined): string {
  const contents = keys.map(
    (key) => `<Contents><Key>${encode(key)}</Key><Size>${key.length}</Size></Contents>`,
  );
  const token =
    next === undefined
      ? ''
      : `<NextContinuationToken>${Buffer.from(String(next)).toString('base64')}</NextContinuationToken>`;
  return (
    `<ListBucketResult><KeyCount>${keys.length}</KeyCount><EncodingType>url</EncodingType>` +
    `<IsTruncated>${next !== undefined}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`
  );
}

function encode(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replace(/[!'()]/g, escape);
}
