// Answers of S3 itself that no server for tests gives, as its documents show them:
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBucket } from '../../src/aws/s3-store.ts';
import type { ListedObject } from '../../src/run/ports.ts';
import { setEnvironment } from '../support/environment.ts';

const never = new AbortController().signal;

let close: () => void;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];

beforeEach(async () => {
  asked = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const restore = setEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
  });
  close = () => {
    restore();
    server.close();
    server.closeAllConnections();
  };
});

afterEach(() => close());

function page(contents: string, more = ''): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>${more}${contents}</ListBucketResult>`
  );
}

function entry(key: string, more = '<StorageClass>STANDARD</StorageClass>'): string {
  return `<Contents><Key>${key}</Key><Size>7</Size><ETag>"e"</ETag>${more}</Contents>`;
}

function error(response: ServerResponse, status: number, code: string, more: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>A message.</Message>${more}</Error>`);
}

async function list(requesterPays = false): Promise<ListedObject[]> {
  const { store } = await openBucket({ kind: 's3', bucket: 'b', requesterPays }, '', never);
  const found: ListedObject[] = [];
  for await (const objects of store.list('', never)) found.push(...objects);
  return found;
}

test('keys are decoded where the server says that it has encoded them, and only there', async () => {
  const encoded = entry('a+b%2Bc%2520d%2F%22%C3%A9');
  answer = (_, response) => response.end(page(encoded, '<EncodingType>url</EncodingType>'));
  expect((await list())[0]?.key).toBe('a b+c%20d/"é');
  answer = (_, response) => response.end(page(encoded));
  expect((await list())[0]?.key).toBe('a+b%2Bc%2520d%2F%22%C3%A9');
  expect(asked.at(-1)?.url).toContain('encoding-type=url');
});

test('a page that names itself as the next one is the last one', async () => {
  const next = '<NextContinuationToken>t</NextContinuationToken>';
  const truncated = page(entry('a'), next).replace('>false<', '>true<');
  answer = (_, response) => response.end(truncated);
  expect(await list()).toHaveLength(2);
});

test('an archived object that is restored can be read', async () => {
  const archived = '<StorageClass>GLACIER</StorageClass>';
  const restored =
    '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>' +
    '<RestoreExpiryDate>2026-12-24T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>';
  const restoring =
    '<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>';
  answer = (_, response) =>
    response.end(
      page(
        entry('frozen', archived) +
          entry('restored', archived + restored) +
          entry('restoring', archived + restoring),
      ),
    );
  const unread = (await list()).map((object) => object.unread?.code);
  expect(unread).toEqual(['archived', undefined, 'archived']);
});

test('requester pays is told with every request', async () => {
  answer = (request, response) =>
    response.end(request.url?.includes('list-type') ? page(entry('key')) : 'content');
  const source = { kind: 's3', bucket: 'b', requesterPays: true } as const;
  const { store } = await openBucket(source, '', never);
  for await (const objects of store.list('', never)) {
    for (const object of objects) {
      for await (const chunk of store.read(object, 0, 7, never)) expect(chunk.length).toBe(7);
    }
  }
  expect(asked.map(({ headers }) => headers['x-amz-request-payer'])).toEqual(
    Array(3).fill('requester'),
  );
});

test('a region that only the body of the refusal names is followed too', async () => {
  answer = (request, response) => {
    const isHere = String(request.headers.authorization).includes('/eu-central-1/s3/');
    if (isHere) response.end(page(entry('key')));
    else {
      error(response, 400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>');
    }
  };
  const { source, region } = await openBucket({ kind: 's3', bucket: 'b' }, '', never);
  expect(source.region).toBe('eu-central-1');
  expect(region).toBe('us-east-1');
});

test('at an endpoint of its own the bucket is in the path and not in the name of the host', async () => {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3?.replace('127.0.0.1', 'localhost');
  const restore = setEnvironment({ AWS_ENDPOINT_URL_S3: String(endpoint) });
  answer = (_, response) => response.end(page(entry('key')));
  try {
    expect(await list()).toMatchObject([{ key: 'key' }]);
  } finally {
    restore();
  }
  expect(asked.map(({ headers }) => `http://${headers.host}`)).toEqual([endpoint, endpoint]);
  for (const { url } of asked) expect(url).toMatch(/^\/b\/?\?/);
});
