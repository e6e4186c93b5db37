// Makes LZ4 frames by their specification, with every part that one may have, and encodes and decodes
// blocks in the plainest way.

import createXxhash from 'xxhash-wasm';

const { h32Raw } = await createXxhash();

export interface FrameParts {
  readonly isLinked?: boolean;
  readonly hasBlockChecksums?: boolean;
  readonly hasContentChecksum?: boolean;
  readonly hasContentSize?: boolean;
  readonly dictionary?: number;
  /** The code of the block size, from 4 (64 KiB) to 7 (4 MiB). */
  readonly blockSize?: number;
  /** Values to write in place of the right ones. */
  readonly contentSize?: number;
  readonly contentChecksum?: number;
  /** Bits to set in FLG and BD: reserved ones, or those of another version. */
  readonly flags?: number;
  readonly descriptor?: number;
}

/** A frame with a block for each text. A block is encoded if that makes it smaller, otherwise stored. */
export function lz4Frame(texts: readonly Uint8Array[], parts: FrameParts = {}): Buffer {
  const content = Buffer.concat(texts);
  let before = Buffer.alloc(0);
  const blocks = texts.map((text) => {
    const encoded = encodeBlock(text, parts.isLinked ? before : undefined);
    before = Buffer.concat([before, text]).subarray(-65_536);
    return encoded.length < text.length ? lz4Block(encoded, parts) : storedBlock(text, parts);
  });
  return Buffer.concat([frameHeader(content.length, parts), ...blocks, frameEnd(content, parts)]);
}

export function frameHeader(contentSize: number, parts: FrameParts = {}): Buffer {
  const flags =
    0x40 |
    (parts.isLinked ? 0 : 0x20) |
    (parts.hasBlockChecksums ? 0x10 : 0) |
    (parts.hasContentSize ? 8 : 0) |
    (parts.hasContentChecksum ? 4 : 0) |
    (parts.dictionary === undefined ? 0 : 1);
  const size = Buffer.alloc(parts.hasContentSize ? 8 : 0);
  if (parts.hasContentSize) size.writeBigUInt64LE(BigInt(parts.contentSize ?? contentSize));
  const descriptor = Buffer.concat([
    Buffer.of(flags ^ (parts.flags ?? 0), ((parts.blockSize ?? 4) << 4) | (parts.descriptor ?? 0)),
    size,
    parts.dictionary === undefined ? Buffer.alloc(0) : word(parts.dictionary),
  ]);
  const checksum = (h32Raw(descriptor) >>> 8) & 0xff;
  return Buffer.concat([word(0x184d2204), descriptor, Buffer.of(checksum)]);
}

export function lz4Block(encoded: Uint8Array, parts: FrameParts = {}): Buffer {
  const checksum = parts.hasBlockChecksums ? word(h32Raw(encoded)) : Buffer.alloc(0);
  return Buffer.concat([word(encoded.length), encoded, checksum]);
}

export function storedBlock(text: Uint8Array, parts: FrameParts = {}): Buffer {
  const block = lz4Block(text, parts);
  block.writeUInt32LE((text.length | 0x80000000) >>> 0);
  return block;
}

export function frameEnd(content: Uint8Array, parts: FrameParts = {}): Buffer {
  if (!parts.hasContentChecksum) return word(0);
  return Buffer.concat([word(0), word(parts.contentChecksum ?? h32Raw(content))]);
}

export function legacyFrame(texts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([word(0x184c2102), ...texts.map((text) => lz4Block(encodeBlock(text)))]);
}

/** `kind` is from 0 to 15. */
export function skippableFrame(content: Uint8Array, kind = 0): Buffer {
  return Buffer.concat([word(0x184d2a50 + kind), word(content.length), content]);
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A match begins with the last four bytes that were equal, if any. */
export function encodeBlock(text: Uint8Array, before: Uint8Array = Buffer.alloc(0)): Buffer {
  const all = Buffer.concat([before, text]);
  const seen = new Map<number, number>();
  for (let at = 0; at < before.length - 3; at += 1) seen.set(all.readUInt32LE(at), at);
  const parts: Buffer[] = [];
  let literalsFrom = before.length;
  // A block ends with at least five literals, and a match begins twelve bytes before or earlier.
  for (let at = before.length; at < all.length - 12; ) {
    const from = seen.get(all.readUInt32LE(at));
    seen.set(all.readUInt32LE(at), at);
    if (from === undefined || at - from > 65_535) {
      at += 1;
      continue;
    }
    let length = 4;
    while (at + length < all.length - 5 && all[from + length] === all[at + length]) length += 1;
    parts.push(sequence(all.subarray(literalsFrom, at), at - from, length));
    at += length;
    literalsFrom = at;
  }
  parts.push(sequence(all.subarray(literalsFrom)));
  return Buffer.concat(parts);
}

/** A sequence without an offset is the last one. */
export function sequence(literals: Uint8Array, offset?: number, length = 4): Buffer {
  const token = (Math.min(15, literals.length) << 4) | Math.min(15, length - 4);
  const head = Buffer.concat([Buffer.of(token), rest(literals.length), literals]);
  if (offset === undefined) return head;
  return Buffer.concat([head, Buffer.of(offset & 0xff, offset >> 8), rest(length - 4)]);
}

function rest(length: number): Buffer {
  if (length < 15) return Buffer.alloc(0);
  const more = length - 15;
  return Buffer.concat([Buffer.alloc(Math.trunc(more / 255), 255), Buffer.of(more % 255)]);
}

/** Decodes a block byte by byte, as its description says; nothing if it is no block. */
export function decodeBlockSlowly(
  block: Uint8Array,
  maxBytes: number,
  before: Uint8Array = Buffer.alloc(0),
): Buffer | undefined {
  const bytes = [...before];
  let at = 0;
  const next = () => {
    const byte = block[at];
    at += 1;
    if (byte === undefined) throw new RangeError('the block ends too early');
    return byte;
  };
  const readLength = (half: number) => {
    let length = half;
    if (half === 15) {
      let byte = 255;
      while (byte === 255) {
        byte = next();
        length += byte;
      }
    }
    return length;
  };
  const put = (byte: number | undefined) => {
    if (byte === undefined) throw new RangeError('the match begins before the block');
    if (bytes.length - before.length === maxBytes) throw new RangeError('the block is too large');
    bytes.push(byte);
  };
  try {
    for (;;) {
      const token = next();
      for (let left = readLength(token >> 4); left > 0; left -= 1) put(next());
      if (at === block.length) return Buffer.from(bytes.slice(before.length));
      const offset = next() | (next() << 8);
      if (offset === 0) return undefined;
      for (let left = 4 + readLength(token & 15); left > 0; left -= 1) {
        put(bytes[bytes.length - offset]);
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
