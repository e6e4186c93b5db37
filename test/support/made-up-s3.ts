// A server that answers in S3's place whatever a test makes up: as S3 does by its documents where no
// server for tests does, and as servers do that only take themselves for S3.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { setEnvironment } from './environment.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface MadeUpS3 {
  readonly endpoint: string;
  /** The environment that points the SDK to this server. */
  readonly env: Readonly<Record<string, string>>;
  /** All requests in their order. */
  readonly asked: readonly IncomingMessage[];
  /** Sets the answer from now on, and forgets earlier requests. */
  answer(answer: Answer): void;
  close(): Promise<void>;
}

export async function startMadeUpS3(): Promise<MadeUpS3> {
  const asked: IncomingMessage[] = [];
  let answer: Answer = (_, response) => response.writeHead(501).end();
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    env: {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: endpoint,
    },
    asked,
    answer(other) {
      answer = other;
      asked.length = 0;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Starts a server for the tests of a file, and points the SDK to it while they run. */
export function useMadeUpS3(): () => MadeUpS3 {
  let s3: MadeUpS3;
  beforeAll(async () => {
    s3 = await startMadeUpS3();
  });
  afterAll(() => s3.close());
  beforeEach(() => setEnvironment(s3.env));
  return () => s3;
}

export function isListing(request: IncomingMessage): boolean {
  return request.url?.includes('list-type=2') ?? false;
}

/** A page of a listing. With a token, other pages follow. */
export function page(contents: string, more = '', token?: string): string {
  const next = token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<ListBucketResult><Name>b</Name><IsTruncated>${token !== undefined}</IsTruncated>` +
    `${next}${more}${contents}</ListBucketResult>`
  );
}

/** A listed object of 7 bytes. */
export function entry(key: string, more = '<StorageClass>STANDARD</StorageClass>'): string {
  return `<Contents><Key>${key}</Key><Size>7</Size><ETag>"e"</ETag>${more}</Contents>`;
}

export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  more = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<Error><Code>${code}</Code><Message>A message.</Message>${more}</Error>`);
}

/** The page of a proxy, filter or login. Its `<br>` is not well-formed XML. */
export function sendHtml(response: ServerResponse, status: number, isXml = false): void {
  const text = isXml ? '<p>No.</p>' : '<p>No.<br>No.';
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<html><head><title>No</title></head><body>${text}</body></html>`);
}
