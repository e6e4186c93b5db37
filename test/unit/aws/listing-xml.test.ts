// The reader of listings is held to the SDK's: whatever it reads, it reads alike. The SDK is the reference.

import { ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { toWritten } from '../../../src/aws/listing-page.ts';
import { readListing, type WrittenPage } from '../../../src/aws/listing-xml.ts';
import { anyPage } from '../../support/listing-pages.ts';

let answer = Buffer.alloc(0);

const s3 = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  maxAttempts: 1,
  requestHandler: {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: answer } }),
  } as unknown as NonNullable<S3ClientConfig['requestHandler']>,
});

afterAll(() => s3.destroy());

async function readBySdk(bytes: Buffer): Promise<WrittenPage | 'error'> {
  answer = Buffer.from(bytes);
  return await s3.send(new ListObjectsV2Command({ Bucket: 'b' })).then(toWritten, () => 'error');
}

const tidy = (page: WrittenPage | undefined) => JSON.parse(JSON.stringify(page ?? null));

/** Reads it in both ways; says whether it was not left to the SDK. */
async function holdToSdk(xml: string | Buffer): Promise<boolean> {
  const bytes = Buffer.from(xml as string);
  const copy = Buffer.from(bytes);
  const page = readListing(bytes);
  expect(bytes.equals(copy)).toBe(true);
  if (page) expect(tidy(page)).toEqual(tidy((await readBySdk(bytes)) as WrittenPage));
  return page !== undefined;
}

const entry = (members: string) => `<Contents>${members}</Contents>`;
const SIMPLE = '<Key>a</Key><Size>7</Size>';
const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>';
const page = (contents: string, more = '<IsTruncated>false</IsTruncated>') =>
  `${HEAD}<Prefix></Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys>${more}${contents}</ListBucketResult>`;

const AS_AWS_WRITES =
  `${HEAD}<Prefix>logs/</Prefix><StartAfter>logs/2026%2F</StartAfter>` +
  '<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>' +
  '<KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>' +
  '<IsTruncated>true</IsTruncated>' +
  entry(
    '<Key>logs/a+b%2Bc%25/%F0%9F%8E%89.gz</Key><LastModified>2026-11-26T09:08:07.000Z</LastModified>' +
      '<ETag>&quot;70ee1738b6b21e2c8a43f3a5ab0eee71-3&quot;</ETag>' +
      '<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>' +
      '<Size>5368709120000</Size><StorageClass>INTELLIGENT_TIERING</StorageClass>',
  ) +
  entry(
    '<Key>logs/b</Key><LastModified>2024-02-29T23:59:59Z</LastModified><ETag>"e"</ETag><Size>0</Size>' +
      '<Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID>' +
      '<DisplayName>me</DisplayName></Owner><StorageClass>GLACIER</StorageClass>' +
      '<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>' +
      '<RestoreExpiryDate>2026-12-24T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>',
  ) +
  '</ListBucketResult>';

test('a page as AWS writes it is read, and every member of it', async () => {
  expect(await holdToSdk(AS_AWS_WRITES)).toBe(true);
  expect(readListing(Buffer.from(AS_AWS_WRITES))).toEqual({
    encodingType: 'url',
    keyCount: 2,
    isTruncated: true,
    nextToken: '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
    entries: [
      {
        key: 'logs/a+b%2Bc%25/%F0%9F%8E%89.gz',
        sizeBytes: 5_368_709_120_000,
        etag: '"70ee1738b6b21e2c8a43f3a5ab0eee71-3"',
        modifiedMs: Date.parse('2026-11-26T09:08:07Z'),
        storageClass: 'INTELLIGENT_TIERING',
        isRestored: false,
      },
      {
        key: 'logs/b',
        sizeBytes: 0,
        etag: '"e"',
        modifiedMs: Date.parse('2024-02-29T23:59:59Z'),
        storageClass: 'GLACIER',
        isRestored: true,
      },
    ],
  });
});

test.each<[string, string]>([
  ['no keys', page('').replace('<KeyCount>1', '<KeyCount>0')],
  ['an empty element', page(entry(SIMPLE)).replace('<Prefix></Prefix>', '<Prefix/>')],
  [
    'lines and spaces',
    page(entry(SIMPLE)).replaceAll('><', '>\n  <').replace('>\n  </Prefix', '></Prefix'),
  ],
  ['no namespace', page(entry(SIMPLE)).replace(/ xmlns="[^"]*"/, '')],
  ['no declaration', page(entry(SIMPLE)).replace(/^.*\n/, '')],
  ['an entity in an owner', page(entry(`${SIMPLE}<Owner><ID>a&amp;b</ID></Owner>`))],
])('a page with %s is read too', async (_, xml) => {
  expect(await holdToSdk(xml)).toBe(true);
});

const inKey = (text: string) => page(entry(`<Key>${text}</Key><Size>7</Size>`));

test.each<[string, string | Buffer]>([
  ['an entity in a key', inKey('a&amp;b')],
  ['a character by number', inKey('a&#38;b')],
  ['a control character', inKey('a\u0001b')],
  ['a tab', inKey('a\tb')],
  ['a line break in a key', inKey('a\nb')],
  ['a carriage return', inKey('a\rb')],
  ['other letters', inKey('é')],
  ['bytes that are no UTF-8', Buffer.from(inKey('\xff'), 'latin1')],
  ['CDATA', inKey('<![CDATA[a]]>')],
  ['a comment', page(`<!-- -->${entry(SIMPLE)}`)],
  ['an element within a key', inKey('a<b>c</b>')],
  ['an empty key', inKey('')],
  ['no key', page(entry('<Size>7</Size>'))],
  ['no size', page(entry('<Key>a</Key>'))],
  ['two keys', page(entry(`${SIMPLE}<Key>b</Key>`))],
  ['two sizes', page(entry(`${SIMPLE}<Size>8</Size>`))],
  ['a size with a sign', page(entry(SIMPLE.replace('7', '-7')))],
  ['a size with spaces', page(entry(SIMPLE.replace('7', ' 7')))],
  ['an enormous size', page(entry(SIMPLE.replace('7', '9007199254740993')))],
  ['an empty tag', page(entry(`${SIMPLE}<ETag></ETag>`))],
  ['a tag with an entity', page(entry(`${SIMPLE}<ETag>&quot;a&amp;b&quot;</ETag>`))],
  ['half a tag', page(entry(`${SIMPLE}<ETag>&quot;</ETag>`))],
  [
    'a date of another form',
    page(entry(`${SIMPLE}<LastModified>Thu, 26 Nov 2026 09:08:07 GMT</LastModified>`)),
  ],
  [
    'a date that is none',
    page(entry(`${SIMPLE}<LastModified>2026-13-26T09:08:07Z</LastModified>`)),
  ],
  [
    'a time of another zone',
    page(entry(`${SIMPLE}<LastModified>2026-11-26T09:08:07+01</LastModified>`)),
  ],
  ['an attribute', page(`<Contents a="b">${SIMPLE}</Contents>`)],
  ['a namespace for entries', page(`<s3:Contents>${SIMPLE}</s3:Contents>`)],
  ['an entry without members', page('<Contents/>')],
  ['spaces alone between elements', page(entry(` ${SIMPLE}`))],
  ['an unknown member', page(entry(`${SIMPLE}<Other>x</Other>`))],
  ['an unknown element', page(`${entry(SIMPLE)}<Other>x</Other>`)],
  ['folders', page(`<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>`)],
  ['a restore that goes on', page(entry(`${SIMPLE}<RestoreStatus></RestoreStatus>`))],
  ['an end that is neither', page('', '<IsTruncated>no</IsTruncated>')],
  [
    'an end that is said twice',
    page('', '<IsTruncated>true</IsTruncated><IsTruncated>false</IsTruncated>'),
  ],
  ['no end', page('', '')],
  [
    'a token with an entity',
    page(
      '',
      '<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;</NextContinuationToken>',
    ),
  ],
  [
    'an empty token',
    page('', '<IsTruncated>true</IsTruncated><NextContinuationToken></NextContinuationToken>'),
  ],
  ['a number that is none', page('').replace('>1000<', '>many<')],
  ['a document that breaks off', page(entry(SIMPLE)).slice(0, -30)],
  ['tags that do not match', page(entry(SIMPLE)).replace('</Key>', '</Size>')],
  ['something behind it', `${page(entry(SIMPLE))}<p>`],
  ['another root', page('').replaceAll('ListBucketResult', 'ListAllMyBucketsResult')],
  ['nothing', ''],
])('a page with %s is left to the SDK', async (_, xml) => {
  expect(await holdToSdk(xml)).toBe(false);
});

test('whatever is read is what the SDK reads', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(anyPage, async (xml) => {
      if (await holdToSdk(xml)) read += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(100);
});

/** Entries of two forms, in turn. */
const ALIKE = page(
  ['a', 'bb/c', 'd%2Be', 'f']
    .map((key, n) =>
      entry(
        `<Key>${key}</Key><LastModified>2026-11-0${n + 1}T0${n}:08:07.00${n}Z</LastModified>` +
          `<ETag>&quot;${'e'.repeat(2 * n + 1)}&quot;</ETag>` +
          (n % 2 === 0 ? '<ChecksumType>FULL_OBJECT</ChecksumType>' : '') +
          `<Size>${1234567 * n}</Size><StorageClass>STANDARD</StorageClass>`,
      ),
    )
    .join(''),
);

test('entries of the same form are read one by one', async () => {
  expect(await holdToSdk(ALIKE)).toBe(true);
  expect(readListing(Buffer.from(ALIKE))?.entries).toMatchObject([
    { key: 'a', sizeBytes: 0, etag: '"e"', modifiedMs: Date.parse('2026-11-01T00:08:07.000Z') },
    { key: 'bb/c', sizeBytes: 1234567, etag: '"eee"', storageClass: 'STANDARD' },
    { key: 'd%2Be', sizeBytes: 2469134, modifiedMs: Date.parse('2026-11-03T02:08:07.002Z') },
    { key: 'f', sizeBytes: 3703701, etag: '"eeeeeee"', isRestored: false },
  ]);
});

/** More forms than are kept, more bytes than are looked at together, and keys longer than is usual. */
const LONG = page(
  Array.from({ length: 1_500 }, (_, n) =>
    entry(
      `<Key>${n}(a+)+$.*[x]%2B${'\\d'.repeat(n % 41)}${n % 97 === 3 ? 'y'.repeat(9_000) : ''}</Key>` +
        `<ETag>&quot;${n.toString(16)}&quot;</ETag><Size>${n * 7_919}</Size>` +
        `<StorageClass>CLASS_${(n * n) % 11}</StorageClass>`,
    ),
  ).join(''),
);

test('a long page of many forms is read, and none that is cut off', async () => {
  expect(await holdToSdk(LONG)).toBe(true);
  for (let at = 1; at < LONG.length; at += 9_973) {
    expect(await holdToSdk(LONG.slice(0, at))).toBe(false);
  }
});

test.each([AS_AWS_WRITES, ALIKE])(
  'any change of a byte is read as the SDK reads it',
  async (xml) => {
    const original = Buffer.from(xml);
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.nat(255), async (at, byte) => {
        const changed = Buffer.from(original);
        changed[at] = byte;
        await holdToSdk(changed);
      }),
      { numRuns: 1_500 },
    );
  },
);
