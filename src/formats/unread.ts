// Formats that are told by their first bytes, so as not to be counted as text, but are not read.

import { DecodeError } from '../errors/decode-error.ts';
import type { Format } from './format.ts';

export interface UnreadFormat {
  readonly name: string;
  readonly recognises?: (head: Uint8Array) => boolean;
}

/** A format whose decoding says that it is not read. */
export function createUnread({ name, recognises = () => false }: UnreadFormat): Format {
  return {
    name,
    extensions: [],
    costPerByte: 1,
    recognises,
    async decode() {
      throw new DecodeError('unsupported-format', `the format ${name} is not read`);
    },
    splitHint: () => undefined,
  };
}

/** Which bytes an object of a format begins with; several where it has several beginnings. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  // A first entry, an archive without any, and the marks of a spanned one (APPNOTE 4.3.7, 4.3.16,
  // 8.5.3 and 8.5.4).
  zip: ['504b0304', '504b0506', '504b0708504b', '504b3030504b'],
  '7z': ['377abcaf271c'],
  // With its version (RAR 5.0 archive format, and the one before).
  rar: ['526172211a0700', '526172211a0701'],
  // With its version (lzip manual, "File format").
  lzip: ['4c5a495000', '4c5a495001'],
  lzop: ['894c5a4f000d0a1a0a'],
  // The framing format, and that of snappy-java.
  snappy: ['ff060000734e61507059', '82534e4150505900'],
  // Dictionary-compressed brotli (RFC 9842, section 4).
  'brotli with a dictionary': ['ff444342'],
  // The versions 0.1 to 0.7, which came before the format of RFC 8878.
  'early zstd': [0x1e, ...range(0x22, 0x27)].map((byte) => `${hex(byte)}b52ffd`),
  // Methods that RFC 1952 reserves; the eighth, deflate, is gzip's.
  'gzip of a reserved method': range(0, 7).map((method) => `1f8b${hex(method)}`),
};

/** The LZMA of LZMA Utils, by the header that all writers make, and the zero behind it. */
const LZMA = { properties: 0x5d, headerBytes: 13, mostBytes: 2 ** 38 } as const;

export const UNREAD: readonly Format[] = [
  ...Object.entries(BEGINNINGS).map(([name, beginnings]) => {
    const magics = beginnings.map((beginning) => Buffer.from(beginning, 'hex'));
    const recognises = (head: Uint8Array) => magics.some((magic) => startsWith(head, magic));
    return createUnread({ name, recognises });
  }),
  createUnread({ name: 'compress', recognises: beginsCompress }),
  createUnread({ name: 'lzma', recognises: beginsLzma }),
];

function startsWith(head: Uint8Array, magic: Uint8Array): boolean {
  // Nearly always the first byte is another, and every small object is asked for all of them.
  if (head[0] !== magic[0] || head.length < magic.length) return false;
  return magic.every((byte, index) => head[index] === byte);
}

/** The .Z of compress (ncompress 5): its third byte has the most bits of a code, and two spare bits. */
function beginsCompress([first, second, third = 0]: Uint8Array): boolean {
  const bits = third & 0x1f;
  return first === 0x1f && second === 0x9d && (third & 0x60) === 0 && bits >= 9 && bits <= 16;
}

/**
 * It has no magic number. Asked for is what liblzma's decoder asks for where it is to tell the format
 * (lzma/alone_decoder.c): a dictionary of 2^n or 2^n + 2^(n-1) bytes, and a size that is either not
 * told or below 256 GiB; and the usual properties, and the first byte of the data, which is always 0.
 */
function beginsLzma(head: Uint8Array): boolean {
  if (head.length <= LZMA.headerBytes || head[0] !== LZMA.properties) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const size = view.getBigUint64(5, true);
  const isSize = size === 2n ** 64n - 1n || size < LZMA.mostBytes;
  return isSize && isDictionarySize(view.getUint32(1, true)) && head[LZMA.headerBytes] === 0;
}

function isDictionarySize(bytes: number): boolean {
  const highest = 2 ** (31 - Math.clz32(bytes));
  return bytes >= 4096 && (bytes === highest || bytes === highest + highest / 2);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
