// Answers of S3 that no test server gives, as its documents show them.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { openBucket } from '../../src/aws/s3-store.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { entry, isListing, page, sendError, useMadeUpS3 } from '../support/made-up-s3.ts';

const never = new AbortController().signal;

const s3 = useMadeUpS3();

function open(requesterPays = false) {
  const source = { kind: 's3', bucket: 'b', requesterPays } as const;
  return openBucket(source, '', never, { clock: createHurriedClock() });
}

async function list(): Promise<ListedObject[]> {
  const { store } = await open();
  const found: ListedObject[] = [];
  for await (const objects of store.list('', never)) found.push(...objects);
  return found;
}

test('keys are decoded only if the server says that it has encoded them', async () => {
  const encoded = entry('a+b%2Bc%2520d%2F%22%C3%A9');
  s3().answer((_, response) => response.end(page(encoded, '<EncodingType>url</EncodingType>')));
  expect((await list())[0]?.key).toBe('a b+c%20d/"é');
  s3().answer((_, response) => response.end(page(encoded)));
  expect((await list())[0]?.key).toBe('a+b%2Bc%2520d%2F%22%C3%A9');
  expect(s3().asked.at(-1)?.url).toContain('encoding-type=url');
});

test('a restored object of an archive can be read', async () => {
  const archived = '<StorageClass>GLACIER</StorageClass>';
  const restored =
    '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>' +
    '<RestoreExpiryDate>2026-12-24T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>';
  const restoring =
    '<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>';
  const contents =
    entry('frozen', archived) +
    entry('restored', archived + restored) +
    entry('restoring', archived + restoring);
  s3().answer((_, response) => response.end(page(contents)));
  const unread = (await list()).map((object) => object.unread?.code);
  expect(unread).toEqual(['archived', undefined, 'archived']);
});

test('every request says that the requester pays', async () => {
  s3().answer((request, response) => {
    if (isListing(request)) response.end(page(entry('key')));
    else response.writeHead(200, { etag: '"e"', 'content-length': 7 }).end('content');
  });
  const { store } = await open(true);
  for await (const objects of store.list('', never)) {
    for (const object of objects) {
      for await (const chunk of store.read(object, 0, 7, never)) expect(chunk.length).toBe(7);
    }
  }
  expect(s3().asked.map(({ headers }) => headers['x-amz-request-payer'])).toEqual(
    Array(3).fill('requester'),
  );
});

const isIn = (region: string, { headers }: IncomingMessage) =>
  headers.authorization?.includes(`/${region}/s3/`);

const REFUSALS: readonly [string, (response: ServerResponse) => void][] = [
  [
    'the body of a 400',
    (response) =>
      sendError(response, 400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>'),
  ],
  ...([301, 307] as const).map((status): (typeof REFUSALS)[number] => [
    `a header of a ${status}`,
    (response) =>
      sendError(response, status, 'Redirect', '', { 'x-amz-bucket-region': 'eu-central-1' }),
  ]),
];

test.each(REFUSALS)('the region that %s names is followed', async (_, refuse) => {
  s3().answer((request, response) => {
    if (isIn('eu-central-1', request)) response.end(page(entry('key')));
    else refuse(response);
  });
  const { source, region } = await open();
  expect(source.region).toBe('eu-central-1');
  expect(region).toBe('us-east-1');
});

test('only one redirection to another region is followed', async () => {
  s3().answer((request, response) => {
    const region = isIn('eu-central-1', request) ? 'eu-west-1' : 'eu-central-1';
    sendError(response, 307, 'TemporaryRedirect', '', { 'x-amz-bucket-region': region });
  });
  await expect(open()).rejects.toThrow('The bucket b is in eu-west-1: give --region eu-west-1.');
  expect(s3().asked).toHaveLength(2);
});
