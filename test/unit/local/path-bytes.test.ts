import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePathBytes, encodePathBytes } from '../../../src/local/path-bytes.ts';
import { checkProperty } from '../../support/seeded.ts';

function roundTrip(bytes: Buffer): Buffer {
  return Buffer.from(encodePathBytes(decodePathBytes(bytes)) as Buffer);
}

/** Pieces of well-formed and ill-formed UTF-8; no file name holds a zero byte. */
const piece = fc.oneof(
  fc.constantFrom('a', '/', 'é', '日', '😀', '\ufffd', '\ufeff').map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      [0x80],
      [0xc3],
      [0xe6, 0x97],
      [0xf0, 0x9f, 0x98],
      [0xed, 0xa0, 0xbd],
      [0xed, 0xb8, 0x80],
      [0xff],
    )
    .map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ min: 1, maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
);
const name = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

describe('file names as keys', () => {
  it('are their own text when they are UTF-8', () => {
    for (const text of ['', 'a/b.txt', 'naïve', '日本', '😀', '\ufeffa', 'a\nb', 'a\ufffdb']) {
      expect(decodePathBytes(Buffer.from(text))).toBe(text);
      expect(encodePathBytes(text)).toBe(text);
    }
  });

  it('have a lone surrogate for each byte that is not UTF-8, as in PEP 383', () => {
    expect(decodePathBytes(Buffer.from('caf\xe9.txt', 'latin1'))).toBe('caf\udce9.txt');
    expect(decodePathBytes(Buffer.of(0x61, 0xff, 0xfe, 0x62))).toBe('a\udcff\udcfeb');
    expect(decodePathBytes(Buffer.of(0xf0, 0x9f, 0x98, 0x2e))).toBe('\udcf0\udc9f\udc98.');
    expect(decodePathBytes(Buffer.of(0xed, 0xb2, 0x80))).toBe('\udced\udcb2\udc80');
  });

  it('are converted back to the same bytes', () =>
    checkProperty(
      fc.property(name, (bytes) => {
        expect(roundTrip(bytes).equals(bytes)).toBe(true);
      }),
      800,
    ));

  it('are different for different bytes', () =>
    checkProperty(
      fc.property(name, name, (a, b) => {
        expect(decodePathBytes(a) === decodePathBytes(b)).toBe(a.equals(b));
      }),
      400,
    ));

  it('survive JSON', () =>
    checkProperty(
      fc.property(name, (bytes) => {
        const key = JSON.parse(JSON.stringify(decodePathBytes(bytes)));
        expect(Buffer.from(encodePathBytes(key) as Buffer).equals(bytes)).toBe(true);
      }),
      200,
    ));
});
