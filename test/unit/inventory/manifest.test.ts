import { expect, test } from 'vitest';
import { parseManifest } from '../../../src/inventory/manifest.ts';

/** As in the document that src/inventory/manifest.ts names, but for names and sums. */
const CSV = {
  sourceBucket: 'logs',
  destinationBucket: 'arn:aws:s3:::inventories',
  version: '2016-11-30',
  creationTimestamp: '1514944800000',
  fileFormat: 'CSV',
  fileSchema: 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag',
  files: [{ key: 'i/data/a.csv.gz', size: 5, MD5checksum: 'F11166069F1990ABEB9C97ACE9CDFABC' }],
};

const parse = (manifest: unknown) =>
  parseManifest(JSON.stringify(manifest), 's3://i/manifest.json');

test('a manifest names the bucket, the columns and the files', () => {
  expect(parse(CSV)).toEqual({
    sourceBucket: 'logs',
    format: 'CSV',
    columns: 'Bucket Key VersionId IsLatest IsDeleteMarker Size LastModifiedDate ETag'.split(' '),
    files: [{ key: 'i/data/a.csv.gz', sizeBytes: 5, md5: 'f11166069f1990abeb9c97ace9cdfabc' }],
  });
  const parquet = { ...CSV, fileFormat: 'Parquet', fileSchema: 'message s3.inventory { }' };
  expect(parse(parquet)).toMatchObject({ format: 'Parquet', columns: [] });
});

test.each<[unknown, RegExp]>([
  [{ ...CSV, fileFormat: 'ORC' }, /its format is ORC\. Configure an inventory in CSV or Parquet\./],
  [{ ...CSV, fileSchema: 'Bucket, Key' }, /it has no column Size\. Add that/],
  [{ ...CSV, fileSchema: 'Bucket, Key, Size, VersionId, IsLatest' }, /no column IsDeleteMarker/],
  [{ ...CSV, fileFormat: 'JSON' }, /not the manifest\.json of an S3 Inventory/],
  [{ ...CSV, files: [{ key: 'a', size: 1, MD5checksum: 'none' }] }, /not the manifest\.json/],
  [{ ...CSV, files: [{ key: 'a', size: -1, MD5checksum: '0'.repeat(32) }] }, /not the manifest/],
  ['text', /not the manifest/],
])('%j is refused', (manifest, message) => {
  expect(() => parse(manifest)).toThrow(message);
});

test('what is no JSON is refused', () => {
  expect(() => parseManifest('<html>', 's3://i/x')).toThrow(
    /^The inventory s3:\/\/i\/x cannot be used: it is not the manifest\.json/,
  );
});
