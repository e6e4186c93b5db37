// A made-up S3: lists its keys, and gives objects of made-up text.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { entityTagAt, sizeBytesAt } from './key-shapes.ts';
import { findKey, listPage, type MadeUpBucket } from './listing.ts';

export interface S3Options {
  readonly bucket: MadeUpBucket;
  /** How long a page of a listing takes. */
  readonly delayMs: number;
}

export interface S3Figures {
  listings: number;
  /** Listings under way. */
  listingNow: number;
  mostListingsAtATime: number;
}

const LINE = 'It was the best of times, it was the worst of times, it was the age of wisdom.\n';

export function createMadeUpS3({ bucket, delayMs }: S3Options) {
  const figures: S3Figures = { listings: 0, listingNow: 0, mostListingsAtATime: 0 };

  function list(query: URLSearchParams, response: ServerResponse): void {
    figures.listings += 1;
    figures.listingNow += 1;
    figures.mostListingsAtATime = Math.max(figures.mostListingsAtATime, figures.listingNow);
    const answer = () => {
      figures.listingNow -= 1;
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(listPage(bucket, query));
    };
    if (delayMs > 0) setTimeout(answer, delayMs);
    else answer();
  }

  /** Path-style: the first part of the path is the bucket's name. */
  function handle(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (url.searchParams.get('list-type') === '2') {
      list(url.searchParams, response);
      return;
    }
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const index = findKey(bucket, key);
    if (index === undefined) {
      response.writeHead(404, { 'content-type': 'application/xml' });
      const code = '<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>';
      response.end(request.method === 'HEAD' ? undefined : code);
      return;
    }
    sendObject(index, request, response);
  }

  return { handle, figures };
}

function sendObject(index: number, request: IncomingMessage, response: ServerResponse): void {
  const sizeBytes = sizeBytesAt(index);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(sizeBytes, to ? Number(to) + 1 : sizeBytes);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-type': 'text/plain',
    'content-length': end - start,
    etag: `"${entityTagAt(index)}"`,
    'last-modified': 'Sun, 22 Nov 2026 10:17:36 GMT',
    ...(from !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
  });
  if (request.method === 'HEAD') response.end();
  else response.end(textOf(sizeBytes).subarray(start, end));
}

function textOf(sizeBytes: number): Buffer {
  return Buffer.from(LINE.repeat(Math.ceil(sizeBytes / LINE.length)).slice(0, sizeBytes));
}
