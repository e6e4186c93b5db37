// Reads the index at the end of a file in zstd's seekable format
// (https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md):
// a skippable frame with the sizes of all frames before it.

import type { ReadBytes } from '../format.ts';
import { SKIPPABLE_HEADER_BYTES, skippableBytes } from '../skippable-frame.ts';

/** The footer has the number of frames, a descriptor and a magic number. */
const FOOTER_BYTES = 9;
const FOOTER_MAGIC = 0x8f92eab1;

const HAS_CHECKSUMS = 0x80;
const RESERVED = 0x7c;

/** An entry has the encoded and the decoded size of a frame, and perhaps a checksum of the decoded bytes. */
const ENTRY_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** Enough for a terabyte in frames of a megabyte. A larger table is ignored. */
const MAX_TABLE_BYTES = 16 * 1024 * 1024;

/**
 * The offsets of all frames that are not empty, in ascending order; nothing unless the object ends with a
 * consistent table.
 */
export async function readSeekTable(
  sizeBytes: number,
  read: ReadBytes,
): Promise<readonly number[] | undefined> {
  if (sizeBytes < SKIPPABLE_HEADER_BYTES + FOOTER_BYTES) return undefined;
  const footer = view(await read(sizeBytes - FOOTER_BYTES, sizeBytes));
  const isFooter = footer.getUint32(5, true) === FOOTER_MAGIC;
  if (!isFooter || footer.getUint8(4) & RESERVED) return undefined;
  const frames = footer.getUint32(0, true);
  const entryBytes = ENTRY_BYTES + (footer.getUint8(4) & HAS_CHECKSUMS ? CHECKSUM_BYTES : 0);
  const tableBytes = SKIPPABLE_HEADER_BYTES + frames * entryBytes + FOOTER_BYTES;
  if (tableBytes > Math.min(sizeBytes, MAX_TABLE_BYTES)) return undefined;
  const table = await read(sizeBytes - tableBytes, sizeBytes);
  if (skippableBytes(table) !== tableBytes) return undefined;
  return addUp(view(table), frames, entryBytes, sizeBytes - tableBytes);
}

/** Adds up the sizes of the entries to offsets; nothing unless they lead exactly to the table. */
function addUp(
  table: DataView,
  frames: number,
  entryBytes: number,
  tableAt: number,
): number[] | undefined {
  const offsets: number[] = [];
  let at = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const entryAt = SKIPPABLE_HEADER_BYTES + frame * entryBytes;
    const decodedBytes = table.getUint32(entryAt + 4, true);
    if (decodedBytes > 0) offsets.push(at);
    at += table.getUint32(entryAt, true);
  }
  // This also rejects an encoded size of 0, with which two frames begin at one offset.
  const isAscending = offsets.every(
    (offset, index) => index === 0 || offset > (offsets[index - 1] as number),
  );
  return at === tableAt && isAscending ? offsets : undefined;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
