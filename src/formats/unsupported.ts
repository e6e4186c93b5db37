// Formats that are recognised, so that they are not counted as text, but cannot be decoded.

import { DecodeError } from '../errors/decode-error.ts';
import type { Format } from './format.ts';

export interface UnsupportedFormat {
  readonly name: string;
  readonly recognises?: (head: Uint8Array) => boolean;
}

/** A format whose `decode` throws `unsupported-format`. */
export function createUnsupported({ name, recognises = () => false }: UnsupportedFormat): Format {
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

/** The first bytes of a format's objects, in hexadecimal. Some formats have several. */
const MAGICS: Readonly<Record<string, readonly string[]>> = {
  // A first entry, an archive without entries, and the signatures of a spanned archive (APPNOTE 4.3.7,
  // 4.3.16, 8.5.3 and 8.5.4).
  zip: ['504b0304', '504b0506', '504b0708504b', '504b3030504b'],
  '7z': ['377abcaf271c'],
  // These include the version (RAR 5.0 archive format, and the one before).
  rar: ['526172211a0700', '526172211a0701'],
  // These include the version (lzip manual, "File format").
  lzip: ['4c5a495000', '4c5a495001'],
  lzop: ['894c5a4f000d0a1a0a'],
  // The framing format, and the format of snappy-java.
  snappy: ['ff060000734e61507059', '82534e4150505900'],
  // Dictionary-compressed brotli (RFC 9842, section 4).
  'brotli with a dictionary': ['ff444342'],
  // Versions 0.1 to 0.7, which preceded the format of RFC 8878.
  'early zstd': [0x1e, ...range(0x22, 0x27)].map((byte) => `${hex(byte)}b52ffd`),
  // Methods 0 to 7, which RFC 1952 reserves; method 8 is deflate.
  'gzip of a reserved method': range(0, 7).map((method) => `1f8b${hex(method)}`),
};

/** The .lzma format of LZMA Utils: the header that all writers make. */
const LZMA = { properties: 0x5d, headerBytes: 13, maxBytes: 2 ** 38 } as const;

export const UNSUPPORTED: readonly Format[] = [
  ...Object.entries(MAGICS).map(([name, texts]) => {
    const magics = texts.map((text) => Buffer.from(text, 'hex'));
    const recognises = (head: Uint8Array) => magics.some((magic) => startsWith(head, magic));
    return createUnsupported({ name, recognises });
  }),
  createUnsupported({ name: 'compress', recognises: isCompress }),
  createUnsupported({ name: 'lzma', recognises: isLzma }),
];

function startsWith(head: Uint8Array, magic: Uint8Array): boolean {
  // The first byte nearly always differs, and every small object is compared with all formats.
  if (head[0] !== magic[0] || head.length < magic.length) return false;
  return magic.every((byte, index) => head[index] === byte);
}

/** compress's .Z (ncompress 5): the third byte has the maximum code length and two reserved bits. */
function isCompress(head: Uint8Array): boolean {
  if (head[0] !== 0x1f || head[1] !== 0x9d) return false;
  const third = head[2] ?? 0;
  const bits = third & 0x1f;
  return (third & 0x60) === 0 && bits >= 9 && bits <= 16;
}

/**
 * The .lzma format has no magic number. This checks what liblzma checks to recognise it
 * (lzma/alone_decoder.c): a dictionary of 2^n or 2^n + 2^(n-1) bytes, and a size that is unknown or below
 * 256 GiB. It also checks for the usual properties, and for the first byte of the data, which is always 0.
 */
function isLzma(head: Uint8Array): boolean {
  if (head.length <= LZMA.headerBytes || head[0] !== LZMA.properties) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const size = view.getBigUint64(5, true);
  const isSize = size === 2n ** 64n - 1n || size < LZMA.maxBytes;
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
