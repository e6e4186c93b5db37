// Makes zstd frames by RFC 8878, and reads those that the zstd command made.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface FrameParts {
  /** The descriptor of the window. Without it, the frame is a single segment. */
  readonly window?: number;
  readonly contentBytes?: number;
  readonly dictionary?: number;
  /** Further bits of the frame header's descriptor to set. */
  readonly flags?: number;
}

const fixtures = new URL('../fixtures/zstd/', import.meta.url);

export function zstdFixture(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(name, fixtures)));
}

/** The decoded text of most fixtures. */
export function fixtureLines(): Buffer {
  return Buffer.concat(Array.from({ length: 30 }, () => zstdFixture('part.txt')));
}

/** A frame without a checksum. */
export function zstdFrame(blocks: readonly Buffer[], parts: FrameParts = {}): Buffer {
  const { window, contentBytes, dictionary, flags = 0 } = parts;
  const hasSize = contentBytes !== undefined || window === undefined;
  const descriptor =
    (hasSize ? 0x80 : 0) |
    (window === undefined ? 0x20 : 0) |
    (dictionary === undefined ? 0 : 3) |
    flags;
  return Buffer.concat([
    Buffer.of(0x28, 0xb5, 0x2f, 0xfd, descriptor),
    Buffer.from(window === undefined ? [] : [window]),
    dictionary === undefined ? Buffer.alloc(0) : uint32(dictionary),
    hasSize ? uint32(contentBytes ?? 0) : Buffer.alloc(0),
    ...blocks,
  ]);
}

/** A frame with stored blocks of at most `blockBytes`. */
export function storedFrame(data: Uint8Array, blockBytes = 128 * 1024): Buffer {
  const blocks = Array.from(
    { length: Math.max(1, Math.ceil(data.length / blockBytes)) },
    (_, index) =>
      rawBlock(
        data.subarray(index * blockBytes, (index + 1) * blockBytes),
        (index + 1) * blockBytes >= data.length,
      ),
  );
  return zstdFrame(blocks, { contentBytes: data.length });
}

export function rawBlock(data: Uint8Array, isLast: boolean): Buffer {
  return Buffer.concat([blockHeader(0, data.length, isLast), data]);
}

export function repeatedBlock(byte: number, times: number, isLast: boolean): Buffer {
  return Buffer.concat([blockHeader(1, times, isLast), Buffer.of(byte)]);
}

export function blockHeader(type: number, size: number, isLast: boolean): Buffer {
  return uint32((size << 3) | (type << 1) | (isLast ? 1 : 0)).subarray(0, 3);
}

export function skippableFrame(data: Uint8Array, number = 0): Buffer {
  return Buffer.concat([uint32(0x184d2a50 + number), uint32(data.length), data]);
}

export interface TableParts {
  readonly checksums?: boolean;
  /** Further bits of the descriptor to set. */
  readonly flags?: number;
  readonly frames?: number;
}

/** The seekable format's table at the end of a file, for frames of these encoded and decoded sizes. */
export function seekTable(
  sizes: readonly (readonly [encoded: number, decoded: number])[],
  { checksums = false, flags = 0, frames = sizes.length }: TableParts = {},
): Buffer {
  const entries = sizes.map(([encoded, decoded]) =>
    Buffer.concat([uint32(encoded), uint32(decoded), ...(checksums ? [uint32(0)] : [])]),
  );
  const descriptor = Buffer.of((checksums ? 0x80 : 0) | flags);
  const table = [...entries, uint32(frames), descriptor, uint32(0x8f92eab1)];
  return skippableFrame(Buffer.concat(table), 0xe);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
