// An inventory in Parquet that another program has written: DuckDB 1.5.6, compressed with Snappy, by
//
//   select 'logs' as bucket, 'a b+%é/' || i as key, 'v' as version_id, (i % 5 <> 0) as is_latest,
//     (i % 7 = 0) as is_delete_marker, case when i % 7 = 0 then null else i::bigint end as size,
//     timestamp '2026-11-01' + interval (i) second as last_modified_date, md5(i::varchar) as e_tag,
//     'STANDARD' as storage_class
//   from range(200) t(i)

import { createHash } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readParquetRows } from '../../../src/inventory/parquet-rows.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const PATH = fileURLToPath(new URL('../../fixtures/inventory.parquet', import.meta.url));

test('each row is what was written', async () => {
  const rows = (await collect(readParquetRows(PATH))).flat();
  const expected = Array.from({ length: 200 }, (_, n) => ({
    bucket: 'logs',
    key: `a b+%é/${n}`,
    isLatest: n % 5 !== 0,
    isDeleteMarker: n % 7 === 0,
    sizeBytes: n % 7 === 0 ? 0 : n,
    etag: `"${createHash('md5').update(String(n)).digest('hex')}"`,
    modifiedMs: Date.UTC(2026, 10, 1) + n * 1000,
    storageClass: 'STANDARD',
  }));
  expect(rows).toEqual(expected);
});

test('a file that is cut or is none of Parquet is refused', async () => {
  const path = join(createTemporaryFolder(), 'file');
  const bytes = readFileSync(PATH);
  for (const length of [0, 3, 100, bytes.length - 1]) {
    writeFileSync(path, bytes);
    truncateSync(path, length);
    await expect(collect(readParquetRows(path))).rejects.toThrow();
  }
});
