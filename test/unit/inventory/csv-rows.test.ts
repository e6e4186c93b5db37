import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFields, readCsvRows } from '../../../src/inventory/csv-rows.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const COLUMNS = 'Bucket Key VersionId IsLatest IsDeleteMarker Size LastModifiedDate ETag'.split(
  ' ',
);

async function read(text: string, columns = COLUMNS) {
  const path = join(createTemporaryFolder(), 'file');
  writeFileSync(path, gzipSync(text));
  return (await collect(readCsvRows(path, columns))).flat();
}

test('each line is an object', async () => {
  const text =
    '"logs","a+b%2Bc%2F%C3%A9","v","true","false","7","2026-11-01T00:00:00.000Z","e-2"\n' +
    '"logs","gone","v","true","true","","2026-11-01T00:00:00.000Z",""\r\n';
  expect(await read(text)).toEqual([
    {
      bucket: 'logs',
      key: 'a b+c/é',
      isLatest: true,
      isDeleteMarker: false,
      sizeBytes: 7,
      etag: '"e-2"',
      modifiedMs: Date.UTC(2026, 10, 1),
      storageClass: undefined,
    },
    expect.objectContaining({ key: 'gone', isDeleteMarker: true, sizeBytes: 0, etag: undefined }),
  ]);
});

test('very many lines are read, whatever the pieces in which they come', async () => {
  const keys = Array.from({ length: 20_000 }, (_, n) => `key-${n}`);
  const text = keys.map((key, n) => `"b","${key}","${n}"`).join('\n');
  const rows = await read(text, ['Bucket', 'Key', 'Size']);
  expect(rows.map(({ key }) => key)).toEqual(keys);
  expect(rows.at(-1)).toMatchObject({ sizeBytes: 19_999, isLatest: true });
});

test.each([
  ['"b","k"\n', /line 1: it has not 3 fields/],
  ['"b","k","1"\n"b","k","x"\n', /line 2: the size of k is no number/],
  ['"b","k",""\n', /line 1: the size of k is no number/],
  ['"b","%zz","1"\n', /line 1: it has no bucket or key/],
  ['"b,"k","1"\n', /line 1: it has not 3 fields/],
])('%j is refused', async (text, message) => {
  await expect(read(text, ['Bucket', 'Key', 'Size'])).rejects.toThrow(message);
});

test('a file that is not gzip, or ends too early, is refused', async () => {
  const path = join(createTemporaryFolder(), 'file');
  writeFileSync(path, '"b","k","1"\n');
  await expect(collect(readCsvRows(path, ['Bucket', 'Key', 'Size']))).rejects.toThrow();
  writeFileSync(path, gzipSync('"b","k","1"\n'.repeat(1_000)).subarray(0, -8));
  await expect(collect(readCsvRows(path, ['Bucket', 'Key', 'Size']))).rejects.toThrow();
});

test('fields are those that RFC 4180 writes', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'é'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
      expect(parseFields(line)).toEqual(fields);
    }),
  );
  expect(parseFields('a,,"b"')).toEqual(['a', '', 'b']);
  expect(parseFields('')).toEqual(['']);
  for (const broken of ['"a', 'a"b', '"a"b', '"a",b"']) expect(parseFields(broken)).toBeUndefined();
});
