// Makes gzip members by RFC 1952, with every part that a header may have.

import { crc32, deflateRawSync } from 'node:zlib';

export interface MemberParts {
  readonly extra?: Buffer;
  readonly name?: string;
  readonly comment?: string;
  readonly headerChecksum?: boolean;
  /** The checksum and length to write, if not the right ones. */
  readonly checksum?: number;
  readonly length?: number;
  readonly level?: number;
}

export function gzipMember(data: Uint8Array, parts: MemberParts = {}): Buffer {
  const header = memberHeader(parts);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(parts.checksum ?? crc32(data), 0);
  trailer.writeUInt32LE(parts.length ?? data.length, 4);
  return Buffer.concat([header, deflateRawSync(data, { level: parts.level ?? 6 }), trailer]);
}

export function memberHeader({ extra, name, comment, headerChecksum }: MemberParts): Buffer {
  const flags =
    (headerChecksum ? 2 : 0) |
    (extra ? 4 : 0) |
    (name !== undefined ? 8 : 0) |
    (comment !== undefined ? 16 : 0);
  const parts: Buffer[] = [Buffer.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3)];
  if (extra) parts.push(Buffer.of(extra.length & 255, extra.length >> 8), extra);
  if (name !== undefined) parts.push(Buffer.from(`${name}\0`, 'latin1'));
  if (comment !== undefined) parts.push(Buffer.from(`${comment}\0`, 'latin1'));
  const header = Buffer.concat(parts);
  if (!headerChecksum) return header;
  const checksum = crc32(header);
  return Buffer.concat([header, Buffer.of(checksum & 255, (checksum >> 8) & 255)]);
}
