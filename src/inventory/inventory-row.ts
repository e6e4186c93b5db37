// A row of an inventory, of whatever format, as an object.

/** A row about an object; a field is missing where the inventory has no such column. */
export interface InventoryRow {
  readonly bucket: string;
  readonly key: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  readonly modifiedMs: number | undefined;
  readonly storageClass: string | undefined;
}

/** The value of a column, by its name in CSV files; nothing if it is missing or empty. */
export type ReadColumn = (name: string) => unknown;

/** A row as it is written, or the reason why it cannot be one. */
export function toRow(read: ReadColumn): InventoryRow | string {
  const [bucket, key] = [read('Bucket'), read('Key')];
  if (typeof bucket !== 'string' || typeof key !== 'string') return 'it has no bucket or key';
  const isDeleteMarker = isTrue(read('IsDeleteMarker'));
  const size = read('Size');
  // A marker of a deletion has no size.
  const sizeBytes = isDeleteMarker ? 0 : size === undefined ? Number.NaN : Number(size);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return `the size of ${key} is no number`;
  const modified = read('LastModifiedDate');
  const modifiedMs = modified === undefined ? undefined : toMs(modified);
  if (Number.isNaN(modifiedMs)) return `the time of ${key} is none`;
  const latest = read('IsLatest');
  return {
    bucket,
    key,
    isLatest: latest === undefined || isTrue(latest),
    isDeleteMarker,
    sizeBytes,
    etag: toTag(read('ETag')),
    modifiedMs,
    storageClass: toText(read('StorageClass')),
  };
}

function isTrue(value: unknown): boolean {
  return value === true || String(value).toLowerCase() === 'true';
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Inventories leave out the quotes, which are part of a tag. */
function toTag(value: unknown): string | undefined {
  const tag = toText(value);
  return tag === undefined || tag.startsWith('"') ? tag : `"${tag}"`;
}

function toMs(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' ? Date.parse(value) : Number(value);
}
