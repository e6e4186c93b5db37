// Reads the rows of an inventory file in Parquet.

import { type FileHandle, open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { type InventoryRow, toRow } from './inventory-row.ts';

/** The columns by their names in CSV files. */
const COLUMNS: Readonly<Record<string, string>> = {
  Bucket: 'bucket',
  Key: 'key',
  VersionId: 'version_id',
  IsLatest: 'is_latest',
  IsDeleteMarker: 'is_delete_marker',
  Size: 'size',
  LastModifiedDate: 'last_modified_date',
  ETag: 'e_tag',
  StorageClass: 'storage_class',
};

/** Rows that are decoded at a time. */
const ROWS = 10_000;

const compressors = { GZIP: (bytes: Uint8Array) => gunzipSync(bytes) };

/** Throws an error that says what is wrong with the file. */
export async function* readParquetRows(path: string): AsyncGenerator<readonly InventoryRow[]> {
  // Loaded only when needed.
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  const handle = await open(path);
  try {
    const file = await toBuffer(handle);
    const metadata = await parquetMetadataAsync(file);
    const columns = columnsOf(metadata);
    let first = 0;
    for (const group of metadata.row_groups) {
      const end = first + Number(group.num_rows);
      for (; first < end; first += ROWS) {
        const rowEnd = Math.min(first + ROWS, end);
        const common = { file, metadata, columns, compressors };
        const records = await parquetReadObjects({ ...common, rowStart: first, rowEnd });
        if (records.length !== rowEnd - first) throw new Error(`rows are missing after ${first}`);
        yield records.map((record, index) => {
          const row = toRow((name) => record[COLUMNS[name] ?? name] ?? undefined);
          if (typeof row === 'string') throw new Error(`row ${first + index + 1}: ${row}`);
          return row;
        });
      }
      first = end;
    }
  } finally {
    await handle.close();
  }
}

/** The columns that are needed and there. */
function columnsOf({ schema }: FileMetaData): string[] {
  const names = new Set(schema.map(({ name }) => name));
  const isVersioned = names.has('version_id');
  const needed = [
    'bucket',
    'key',
    'size',
    ...(isVersioned ? ['is_latest', 'is_delete_marker'] : []),
  ];
  const missing = needed.find((name) => !names.has(name));
  if (missing !== undefined) throw new Error(`it has no column ${missing}`);
  return Object.values(COLUMNS).filter((name) => names.has(name));
}

async function toBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size: byteLength } = await handle.stat();
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('it ends too early');
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
