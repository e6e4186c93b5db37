// Formats that are told by their first bytes and not read, each after its specification or its
// own command; and text that begins nearly so.

import { spawnSync } from 'node:child_process';
import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../src/formats/byte-cursor.ts';
import { formatNamed, looksPlain, recogniseFormat } from '../../../src/formats/recognise.ts';
import { decode } from '../../fixtures/decode.ts';
import { formatFixture } from '../../support/format-fixture.ts';
import { nameOf } from '../../support/recognition.ts';
import { checkProperty, seededBytes, seededText } from '../../support/seeded.ts';
import { hasXzCommand, runXz } from '../../support/xz-command.ts';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const TEXT = seededText(5_000);

/** An entry, or the other beginnings of a zip archive (APPNOTE 4.3 and 8.5). */
const ZIP = {
  central: '504b0506',
  entry: '504b0304',
  spanned: '504b0708',
  single: '504b3030',
};

const BEGINNINGS: readonly (readonly [name: string, what: string, bytes: Buffer])[] = [
  ['zip', 'an archive', formatFixture('c.zip')],
  ['zip', 'an empty archive', Buffer.concat([hex(ZIP.central), Buffer.alloc(18)])],
  ['zip', 'a spanned archive', Buffer.concat([hex(ZIP.spanned + ZIP.entry), seededBytes(30)])],
  ['zip', 'one meant to be spanned', Buffer.concat([hex(ZIP.single + ZIP.entry), seededBytes(30)])],
  ['7z', 'an archive', Buffer.concat([hex('377abcaf271c 0004'), seededBytes(30)])],
  ['rar', 'version 4', Buffer.concat([hex('526172211a0700'), seededBytes(30)])],
  ['rar', 'version 5', Buffer.concat([hex('526172211a070100'), seededBytes(30)])],
  ['lzip', 'a member', Buffer.concat([hex('4c5a4950 01 0c'), seededBytes(30)])],
  ['lzop', 'a file', Buffer.concat([hex('894c5a4f000d0a1a0a 1030'), seededBytes(30)])],
  ['snappy', 'a framed stream', Buffer.concat([hex('ff060000734e61507059'), seededBytes(30)])],
  ['snappy', 'that of Java', Buffer.concat([hex('82534e4150505900 00000001'), seededBytes(30)])],
  ['brotli with a dictionary', 'a file', Buffer.concat([hex('ff444342'), seededBytes(60)])],
  ['early zstd', 'version 0.1', Buffer.concat([hex('1eb52ffd'), seededBytes(30)])],
  ['early zstd', 'version 0.7', Buffer.concat([hex('27b52ffd'), seededBytes(30)])],
  ['compress', 'of 16 bits', Buffer.concat([hex('1f9d90'), seededBytes(30)])],
  ['compress', 'of 9 bits without blocks', Buffer.concat([hex('1f9d09'), seededBytes(30)])],
  ['gzip of a reserved method', 'a member', Buffer.concat([hex('1f8b07'), seededBytes(30)])],
  ['lzma', 'with a size', Buffer.concat([hex('5d00008000 8813000000000000 00'), seededBytes(30)])],
  ['lzma', 'without', Buffer.concat([hex('5d0000c000 ffffffffffffffff 00'), seededBytes(30)])],
  ...[0, 1, 5, 6, 9].flatMap((level) =>
    [TEXT, TEXT.subarray(0, 40), seededBytes(100_000), Buffer.of()].map(
      (data) =>
        ['zlib', `level ${level}, ${data.length} bytes`, deflateSync(data, { level })] as const,
    ),
  ),
  ...[9, 10, 12, 14, 15].map(
    (windowBits) =>
      ['zlib', `a window of 2^${windowBits} bytes`, deflateSync(TEXT, { windowBits })] as const,
  ),
  // All of it would inflate to more than is looked at of anything.
  ['zlib', 'that gets very small', deflateSync(Buffer.alloc(5_000_000, 'one two\n'))],
];

describe('unsupported formats', () => {
  it.each(BEGINNINGS)('%s (%s) is named', async (name, _, bytes) => {
    for (const size of [1, 32, 100_000]) {
      const { format } = await recogniseFormat(
        new ByteCursor([bytes.subarray(0, size), bytes.subarray(size)]),
      );
      expect(format.name).toBe(name);
      const decoded = await decode(format, [bytes]);
      expect(decoded).toMatchObject({
        code: 'unsupported-format',
        bytes: Buffer.of(),
        reached: [],
      });
      expect((decoded.error as Error).message).toContain(name);
    }
    expect(looksPlain(bytes)).toBe(false);
    expect(formatNamed(name).name).toBe(name);
  });

  it.runIf(hasXzCommand).each([1, 6, 9])(
    'lzma as the command writes it at level %i',
    async (level) => {
      for (const input of [TEXT, Buffer.of(), Buffer.alloc(100_000)]) {
        expect(await nameOf(runXz(['--format=lzma', `-${level}`], input))).toBe('lzma');
      }
    },
  );

  const zipped = spawnSync('zip', ['-q', '-', '-'], { input: TEXT });
  it.runIf(zipped.status === 0)('zip as the command writes it', async () => {
    expect(await nameOf(zipped.stdout)).toBe('zip');
  });

  it('are not counted as text where another version names one', async () => {
    const { code } = await decode(formatNamed('a later one'), [TEXT]);
    expect(code).toBe('unsupported-format');
  });
});

describe('text that begins like a format', () => {
  it.each([
    'PK is how this begins',
    'PK\x03 and more',
    'PK00 and then no entry',
    'PK00',
    '7z is a format',
    'Rar! it said',
    'LZIP is a format, too',
    'LZIP',
    'LZO',
    '\x1f\x9d\xf0 has two bits that no version has',
    '\x1f\x9d\x88 has too few bits of a code',
    '\x1f\x9d',
    '\x1f\x8b',
    '\xff\x06\x00\x00 and other bytes',
    '\xffDC and more',
    ']\0\0\x80\0 and then text, of more than thirteen bytes',
    ']\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff not a zero',
    ']\0\0\x83\0\xff\xff\xff\xff\xff\xff\xff\xff\0 an odd dictionary',
    '\xfd7zXZ',
    '\xfd7zXY\0 and more',
    'x',
    'x^',
    'x^2',
    'x^2 + y^2 = z^2\n',
    'x\x01',
    'x\x9c',
    'x\xda and then text of some length, which is not deflated at all',
    'x^2 + y^2 = z^2\n'.repeat(500),
    'x^\n',
  ])('is text: %j', async (text) => {
    const bytes = Buffer.from(text, 'latin1');
    for (const size of [1, 20, 10_000]) expect(await nameOf(bytes, size)).toBe('plain');
    expect(looksPlain(bytes)).toBe(true);
  });

  it('is text behind the header of zlib, whatever the text is', () =>
    checkProperty(
      fc.asyncProperty(
        fc.constantFrom('x^', 'x\x01', 'x\x9c', 'x\xda', '8O', 'HK', 'XG', 'hC', '(S', '8\x11'),
        fc.string({ unit: 'binary-ascii', maxLength: 3_000 }),
        async (header, text) => {
          expect(await nameOf(Buffer.from(header + text, 'latin1'))).toBe('plain');
        },
      ),
      500,
    ));

  it('is text, though it is a whole stream of zlib but for its checksum', async () => {
    const encoded = deflateSync(TEXT.subarray(0, 200));
    expect(await nameOf(encoded)).toBe('zlib');
    expect(await nameOf(Buffer.concat([encoded.subarray(0, -1), Buffer.of(1)]))).toBe('plain');
    expect(await nameOf(encoded.subarray(0, -1))).toBe('plain');
    const other = Buffer.concat([Buffer.from('x^'), deflateRawSync(TEXT).subarray(0, 900)]);
    expect(await nameOf(other)).toBe('plain');
  });
});
