import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import { gzipMember } from '../../../support/gzip-bytes.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import { slowInflate } from '../../../support/slow-inflate.ts';

const GZIP_HEADER_BYTES = 10;

const SMALL = seededText(2_000);
/** Compressed this is larger than what is decoded in one call. */
const LARGE = Buffer.concat([seededText(300_000), seededBytes(120_000)]);

async function expectDecoded(encoded: Uint8Array, expected: Uint8Array, size = encoded.length) {
  const { bytes, error } = await decode(gzip, inReusedMemory(encoded, size));
  expect(error).toBeUndefined();
  expect(bytes.equals(expected)).toBe(true);
}

describe('gzip', () => {
  it.each([1, 2, 3, 7, 10, 11, 64, 1_000])('decodes a small file in chunks of %i', async (size) => {
    await expectDecoded(gzipSync(SMALL), SMALL, size);
  });

  it.each([509, 10_000, 65_535, 65_536, 65_537, 1_000_000])(
    'decodes a large file in chunks of %i',
    async (size) => {
      await expectDecoded(gzipSync(LARGE), LARGE, size);
    },
  );

  it('decodes a large file in tiny chunks', async () => {
    const bytes = seededBytes(66_000);
    await expectDecoded(gzipSync(bytes), bytes, 5);
  });

  it('decodes a highly compressed file', async () => {
    const zeros = Buffer.alloc(3_000_000);
    await expectDecoded(gzipSync(zeros), zeros);
    await expectDecoded(gzipSync(zeros), zeros, 100);
  });

  it('decodes an empty file, stored blocks and every level', async () => {
    await expectDecoded(gzipSync(''), Buffer.alloc(0));
    for (const level of [0, 1, 6, 9]) {
      await expectDecoded(gzipSync(LARGE, { level }), LARGE);
      await expectDecoded(gzipSync(SMALL, { level }), SMALL, 5);
    }
  });

  it('decodes all members of a concatenated file', async () => {
    const texts = [SMALL, Buffer.alloc(0), LARGE, Buffer.from('x'), LARGE, SMALL];
    const encoded = Buffer.concat(texts.map((text) => gzipSync(text)));
    for (const size of [1_009, 65_536, encoded.length]) {
      await expectDecoded(encoded, Buffer.concat(texts), size);
    }
    const small = [SMALL, Buffer.alloc(0), SMALL];
    const encodedSmall = Buffer.concat(small.map((text) => gzipSync(text)));
    for (const size of [1, 9]) await expectDecoded(encodedSmall, Buffer.concat(small), size);
  });

  it('decodes a thousand tiny members', async () => {
    const encoded = Buffer.concat(Array.from({ length: 1_000 }, () => gzipSync('line\n')));
    await expectDecoded(encoded, Buffer.from('line\n'.repeat(1_000)));
  });

  it('decodes a large member among small ones, with chunks cut anywhere', async () => {
    const few = Array.from({ length: 50 }, () => SMALL);
    const texts = [...few, LARGE, ...few, Buffer.alloc(3_000_000), ...few, LARGE];
    const encoded = Buffer.concat(texts.map((text) => gzipSync(text)));
    for (const size of [999, 70_000, encoded.length]) {
      await expectDecoded(encoded, Buffer.concat(texts), size);
    }
  });

  it('keeps all bytes before damage in a member that follows small ones', async () => {
    const before = Array.from({ length: 50 }, () => gzipSync(SMALL));
    const damaged = Buffer.from(gzipSync(LARGE));
    damaged.fill(0xff, 60_000, 60_100);
    const encoded = Buffer.concat([...before, damaged, ...before]);
    const { bytes, error } = await decode(gzip, inChunks(encoded, 4_000));
    expect(error).toMatchObject({ code: 'corrupt', preserveOutputFrom: undefined });
    const { bytes: rest } = slowInflate(damaged.subarray(GZIP_HEADER_BYTES));
    expect(bytes.equals(Buffer.concat([...before.map(() => SMALL), rest]))).toBe(true);
  });

  it('passes over every part that a header may have', async () => {
    const extra = seededBytes(300);
    const headers = [
      { extra },
      { extra: Buffer.alloc(0) },
      { name: 'a name.txt' },
      { name: '' },
      { comment: 'a comment' },
      { headerChecksum: true },
      { extra, name: 'n', comment: 'c', headerChecksum: true },
      { extra: Buffer.alloc(65_535), name: 'n'.repeat(70_000), comment: 'c'.repeat(1_000) },
    ];
    for (const header of headers) {
      const encoded = gzipMember(SMALL, header);
      await expectDecoded(encoded, SMALL);
      if (encoded.length < 10_000) await expectDecoded(encoded, SMALL, 1);
      await expectDecoded(encoded, SMALL, 1_000);
    }
  });

  it('passes over zeros at the end, also between members', async () => {
    const padding = Buffer.alloc(1_000);
    const encoded = gzipSync(SMALL);
    await expectDecoded(Buffer.concat([encoded, padding]), SMALL);
    await expectDecoded(Buffer.concat([encoded, padding]), SMALL, 1);
    const twice = Buffer.concat([SMALL, SMALL]);
    await expectDecoded(Buffer.concat([encoded, padding, encoded]), twice, 7);
    await expectDecoded(Buffer.concat([gzipSync(LARGE), padding]), LARGE, 4_096);
  });

  it('leaves the cursor at the end of the file', async () => {
    const encoded = gzipSync(LARGE);
    const cursor = new ByteCursor(inChunks(encoded, 10_000));
    await gzip.decode(
      cursor,
      decodingInto(() => {}),
    );
    expect(cursor.position).toBe(encoded.length);
    expect(cursor.ended).toBe(true);
  });

  it('holds little of 200 MB of zeros in memory at a time', async () => {
    const encoded = gzipSync(Buffer.alloc(200e6), { level: 1 });
    let bytes = 0;
    let largest = 0;
    const before = process.memoryUsage.rss();
    let most = before;
    const sink = (chunk: Uint8Array) => {
      bytes += chunk.length;
      largest = Math.max(largest, chunk.length);
      most = Math.max(most, process.memoryUsage.rss());
    };
    await gzip.decode(new ByteCursor(inChunks(encoded, 65_536)), decodingInto(sink));
    expect(bytes).toBe(200e6);
    expect(largest).toBeLessThanOrEqual(1024 * 1024);
    expect(most - before).toBeLessThan(100e6);
  });
});
