// The manifest of an S3 Inventory: which bucket it is of, and in which files its rows are.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html

import * as v from 'valibot';
import { inventoryUnusable } from '../errors/selection-error.ts';

const FORMATS = ['CSV', 'Parquet', 'ORC'] as const;

const manifestSchema = v.object({
  sourceBucket: v.pipe(v.string(), v.minLength(1)),
  fileFormat: v.picklist(FORMATS),
  /** Names of columns, or the schema of Parquet files as text. */
  fileSchema: v.string(),
  files: v.array(
    v.object({
      key: v.pipe(v.string(), v.minLength(1)),
      size: v.pipe(v.number(), v.integer(), v.minValue(0)),
      MD5checksum: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i)),
    }),
  ),
});

export interface InventoryFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** In hexadecimal digits. */
  readonly md5: string;
}

export interface Manifest {
  readonly sourceBucket: string;
  readonly format: 'CSV' | 'Parquet';
  /** The columns of CSV files, in their order. */
  readonly columns: readonly string[];
  readonly files: readonly InventoryFile[];
}

/** `address` is that of the manifest, for messages. @throws {UserError} */
export function parseManifest(text: string, address: string): Manifest {
  let manifest: v.InferOutput<typeof manifestSchema>;
  try {
    manifest = v.parse(manifestSchema, JSON.parse(text));
  } catch (error) {
    const detail = `it is not the manifest.json of an S3 Inventory (${(error as Error).message})`;
    throw inventoryUnusable(address, detail, error);
  }
  const { fileFormat: format, fileSchema, sourceBucket } = manifest;
  if (format === 'ORC') {
    throw inventoryUnusable(address, 'its format is ORC. Configure an inventory in CSV or Parquet');
  }
  const columns = format === 'CSV' ? fileSchema.split(',').map((name) => name.trim()) : [];
  // Parquet files say their columns themselves.
  if (format === 'CSV') checkColumns(columns, address);
  const files = manifest.files.map(({ key, size, MD5checksum }) => ({
    key,
    sizeBytes: size,
    md5: MD5checksum.toLowerCase(),
  }));
  return { sourceBucket, format, columns, files };
}

/** @throws {UserError} when a column is missing without which objects cannot be told. */
function checkColumns(columns: readonly string[], address: string): void {
  const needed = [
    'Bucket',
    'Key',
    'Size',
    ...(columns.includes('VersionId') ? VERSION_COLUMNS : []),
  ];
  const missing = needed.find((name) => !columns.includes(name));
  if (missing === undefined) return;
  throw inventoryUnusable(address, `it has no column ${missing}. Add that to its configuration`);
}

const VERSION_COLUMNS: readonly string[] = ['IsLatest', 'IsDeleteMarker'];
