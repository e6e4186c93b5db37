// Reads an S3 Inventory in place of a listing. Each of its files is downloaded and verified before it is
// read, so nothing is believed of a file that is damaged.

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inventoryUnusable } from '../errors/selection-error.ts';
import { UserError } from '../errors/user-error.ts';
import { createKeySet } from '../planning/key-set.ts';
import { readCsvRows } from './csv-rows.ts';
import type { InventoryRow } from './inventory-row.ts';
import type { InventoryFile, Manifest } from './manifest.ts';
import { readParquetRows } from './parquet-rows.ts';

export interface InventoryPorts {
  /** The bytes of a file of the inventory. */
  readonly read: (file: InventoryFile, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

const PAGE_ROWS = 1_000;

/**
 * Yields pages of the newest versions of the objects whose keys start with one of the prefixes. `address`
 * is that of the manifest.
 * @throws {UserError} when the inventory cannot be read to its end, or names a key twice.
 */
export async function* readInventory(
  { sourceBucket, format, columns, files }: Manifest,
  prefixes: readonly string[],
  address: string,
  ports: InventoryPorts,
): AsyncGenerator<readonly InventoryRow[]> {
  const known = createKeySet();
  let repeated: string | undefined;
  const isSelected = ({ key, isLatest, isDeleteMarker }: InventoryRow) =>
    isLatest && !isDeleteMarker && prefixes.some((prefix) => key.startsWith(prefix));
  const isNew = ({ key }: InventoryRow) => {
    const added = known.add(key);
    if (!added) repeated ??= key;
    return added;
  };

  for (const file of files) {
    const folder = await mkdtemp(join(tmpdir(), 'wordcount-inventory-'));
    try {
      const path = join(folder, 'file');
      await download(file, path, ports);
      if (ports.signal.aborted) return;
      const rows = format === 'CSV' ? readCsvRows(path, columns) : readParquetRows(path);
      for await (const all of rows) {
        const other = all.find(({ bucket }) => bucket !== sourceBucket);
        if (other) throw new Error(`it has a row of the bucket ${other.bucket}`);
        const selected = all.filter((row) => isSelected(row) && isNew(row));
        for (let at = 0; at < selected.length; at += PAGE_ROWS) {
          yield selected.slice(at, at + PAGE_ROWS);
        }
        if (ports.signal.aborted) return;
      }
    } catch (error) {
      if (ports.signal.aborted) return;
      if (error instanceof UserError) throw error;
      const detail = `${file.key} cannot be read: ${(error as Error).message}`;
      throw inventoryUnusable(address, detail, error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (repeated !== undefined) {
    throw inventoryUnusable(address, `keys are in it twice, such as ${repeated}`);
  }
}

/** Throws an error that says what is wrong with the file. */
async function download(
  file: InventoryFile,
  path: string,
  { read, signal }: InventoryPorts,
): Promise<void> {
  const hash = createHash('md5');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of read(file, signal)) {
      hash.update(chunk);
      // The reader may use the memory of a chunk again.
      yield Uint8Array.from(chunk);
    }
  }
  await pipeline(hashed, createWriteStream(path), { signal });
  const md5 = hash.digest('hex');
  if (md5 !== file.md5) throw new Error(`its MD5 is ${md5}, but the manifest says ${file.md5}`);
}
