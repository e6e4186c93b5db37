// Opens an S3 Inventory: its manifest, and the pages of objects that stand in its files.

import { describeObject } from '../aws/describe-object.ts';
import { agentsOf } from '../aws/network-agents.ts';
import type { BucketSource } from '../aws/s3-reader.ts';
import { openBucket as openStore } from '../aws/s3-store.ts';
import { ReadError } from '../errors/read-error.ts';
import { describeReason } from '../errors/reasons.ts';
import {
  inventoryUnusable,
  notInventoryAddress,
  otherInventory,
} from '../errors/selection-error.ts';
import { parseManifest } from '../inventory/manifest.ts';
import { readInventory } from '../inventory/read-inventory.ts';
import type { FoundObject, ObjectStore } from '../protocol/ports.ts';

/** A manifest has some hundred bytes for each of its files. */
const MAX_MANIFEST_BYTES = 64 * 2 ** 20;

export interface OpenInventory {
  /** The bucket that the inventory is of. */
  readonly bucket: string;
  /** Pages of the objects whose keys start with one of the prefixes. */
  list(prefixes: readonly string[], signal: AbortSignal): AsyncIterable<readonly FoundObject[]>;
  getRequests(): number;
  close(): void;
}

/**
 * `bucket` is the one that shall be counted, where it is named. `common` has what concerns requests.
 * @throws {UserError} when the inventory cannot be used.
 */
export async function openInventory(
  address: string,
  bucket: string | undefined,
  common: Omit<BucketSource, 'kind' | 'bucket'>,
  signal: AbortSignal,
): Promise<OpenInventory> {
  const [, inventoryBucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(address) ?? [];
  if (inventoryBucket === undefined || key === undefined) throw notInventoryAddress(address);
  const source: BucketSource = { ...common, kind: 's3', bucket: inventoryBucket };
  const opened = await openStore(source, undefined, signal, { agents: agentsOf(process.env) });
  try {
    const manifest = parseManifest(await readText(opened.store, key, address, signal), address);
    const { sourceBucket } = manifest;
    if (bucket !== undefined && bucket !== sourceBucket) throw otherInventory(sourceBucket, bucket);
    return {
      bucket: sourceBucket,
      list: (prefixes, aborted) => list(prefixes, aborted),
      getRequests: opened.store.requests,
      close: opened.close,
    };

    async function* list(prefixes: readonly string[], aborted: AbortSignal) {
      const ports = {
        read: (file: { key: string; sizeBytes: number }, stop: AbortSignal) =>
          opened.store.read(file, 0, file.sizeBytes, stop) as AsyncIterable<Uint8Array>,
        signal: aborted,
      };
      for await (const rows of readInventory(manifest, prefixes, address, ports)) {
        // It does not say whether an archived object is restored, so a read finds that out.
        yield rows.map((row) => describeObject({ ...row, isRestored: true }));
      }
    }
  } catch (error) {
    opened.close();
    throw error;
  }
}

async function readText(
  store: ObjectStore,
  key: string,
  address: string,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const [object] of store.lookUp?.([key], signal) ?? []) {
      const reason = object?.unread?.code;
      if (!object || reason) throw inventoryUnusable(address, describeReason(reason ?? 'vanished'));
      if (object.sizeBytes > MAX_MANIFEST_BYTES) {
        throw inventoryUnusable(address, `${object.sizeBytes} bytes are too many for a manifest`);
      }
      for await (const chunk of store.read(object, 0, object.sizeBytes, signal)) {
        chunks.push(Uint8Array.from(chunk));
      }
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw inventoryUnusable(address, describeReason(error.code), error);
  }
  return Buffer.concat(chunks).toString('utf8');
}
