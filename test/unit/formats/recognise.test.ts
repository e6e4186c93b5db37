import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../src/formats/byte-cursor.ts';
import { plain } from '../../../src/formats/plain.ts';
import { formatByName, recogniseFormat } from '../../../src/formats/recognise.ts';
import { inChunks, inReusedMemory } from '../../fixtures/byte-sources.ts';
import { decode } from '../../fixtures/decode.ts';
import { craftStream, packBits } from '../../support/bzip2-bytes.ts';
import { STREAMS, THREE_BLOCKS } from '../../support/bzip2-samples.ts';
import { legacyFrame, lz4Frame, skippableFrame } from '../../support/lz4-bytes.ts';
import { nameOf } from '../../support/recognition.ts';
import { seededBytes } from '../../support/seeded.ts';
import { zstdFixture } from '../../support/zstd-bytes.ts';

describe('recogniseFormat', () => {
  it.each([1, 2, 3, 10, 100])('knows gzip by its first bytes in chunks of %i', async (size) => {
    expect(await nameOf(gzipSync('text'), size)).toBe('gzip');
    expect(await nameOf(gzipSync(''), size)).toBe('gzip');
  });

  it.each([1, 5, 100])('knows zstd by its first bytes in chunks of %i', async (size) => {
    expect(await nameOf(zstdFixture('part.zst'), size)).toBe('zstd');
    expect(await nameOf(zstdFixture('pzstd.zst'), size)).toBe('zstd');
  });

  it.each([1, 4, 100])('knows lz4 by its first bytes in chunks of %i', async (size) => {
    const frame = lz4Frame([Buffer.from('text')]);
    expect(await nameOf(frame, size)).toBe('lz4');
    expect(await nameOf(legacyFrame([]), size)).toBe('lz4');
    expect(await nameOf(Buffer.concat([skippableFrame(Buffer.alloc(9)), frame]), size)).toBe('lz4');
  });

  it.each([1, 4, 100])('knows bzip2 by its first bytes in chunks of %i', async (size) => {
    expect(await nameOf(THREE_BLOCKS.encoded, size)).toBe('bzip2');
    expect(await nameOf(packBits(craftStream([])), size)).toBe('bzip2');
    for (let length = 4; length < 14; length += 1) {
      expect(await nameOf(STREAMS.encoded.subarray(0, length), size)).toBe('bzip2');
    }
  });

  it.each([
    ['nothing', ''],
    ['one byte', 'a'],
    ['text', 'some text that is long enough'],
    ['the first byte of gzip alone', '\x1f'],
    ['the first two bytes of gzip alone', '\x1f\x8b'],
    ['the magic bytes in the wrong order', '\x8b\x1f\x08 and more'],
    ['the first three bytes of lz4 alone', '\x04\x22\x4d'],
    ['the magic number of lz4 in the wrong order', '\x18\x4d\x22\x04 and more'],
    ['the first three bytes of bzip2 alone', 'BZh'],
    ['a bzip2 level that does not exist', 'BZh01AY&SY'],
    ['a bzip2 header before other text', 'BZh9 is how it begins'],
    ['bzip, the older one', 'BZ0 and more'],
    ['the first three bytes of zstd alone', '(\xb5/'],
    ['a skippable frame before something else', 'P*M\x18\x04\0\0\0abcd and more'],
    ['a skippable frame that ends too far away', 'P*M\x18\xff\xff\0\0abcd and more'],
  ])('takes %s as plain', async (_, text) => {
    expect(await nameOf(Buffer.from(text, 'latin1'), 3)).toBe('plain');
  });

  it('consumes nothing', async () => {
    const cursor = new ByteCursor([gzipSync('text')]);
    await recogniseFormat(cursor);
    expect(cursor.position).toBe(0);
    expect(cursor.buffered[0]).toBe(0x1f);
  });
});

describe('formatByName', () => {
  it.each([
    ['a.gz', 'gzip'],
    ['a/b.GZ', 'gzip'],
    ['a.tgz', 'gzip'],
    ['a.log.zst', 'zstd'],
    ['a.TZST', 'zstd'],
    ['a.log.lz4', 'lz4'],
    ['a.bz2', 'bzip2'],
    ['a.tar.BZ2', 'bzip2'],
    ['a.tbz', 'bzip2'],
    ['a.tbz2', 'bzip2'],
    ['a.txt', 'plain'],
    ['gz', 'plain'],
    ['a.gz/b', 'plain'],
    ['', 'plain'],
  ])('expects of %j the format %s', (key, name) => {
    expect(formatByName(key).name).toBe(name);
  });
});

describe('plain', () => {
  it('passes all bytes on as they are', async () => {
    const bytes = seededBytes(10_000);
    for (const size of [1, 17, 10_000]) {
      expect((await decode(plain, inChunks(bytes, size))).bytes.equals(bytes)).toBe(true);
      expect((await decode(plain, inReusedMemory(bytes, size))).bytes.equals(bytes)).toBe(true);
    }
    expect(await decode(plain, [])).toMatchObject({ bytes: Buffer.alloc(0), code: undefined });
  });
});
