import { execFileSync } from 'node:child_process';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../../src/errors/read-error.ts';
import { inChunks, inReusedMemory, thenThrow } from '../../../fixtures/byte-sources.ts';
import { countObject } from '../../../support/count-object.ts';
import { memberHeader } from '../../../support/gzip-bytes.ts';
import { articleReference, wcReference } from '../../../support/reference-counts.ts';
import { seededRandom, seededText } from '../../../support/seeded.ts';

const TEXT = seededText(3_000);

describe('countSlice', () => {
  it('counts plain text and gzip alike', async () => {
    for (const bytes of [TEXT, gzipSync(TEXT)]) {
      const key = bytes === TEXT ? 'a.txt' : 'a.gz';
      const counted = await countObject(key, () => inReusedMemory(bytes, 100), 'wc');
      expect(counted).toMatchObject({
        format: bytes === TEXT ? 'plain' : 'gzip',
        count: expect.objectContaining(wcReference(TEXT)),
      });
    }
  });

  it('goes by the content and not by the name', async () => {
    const open = () => [gzipSync(TEXT)];
    expect(await countObject('a.txt', open, 'wc')).toMatchObject({
      format: 'gzip',
      count: expect.objectContaining(wcReference(TEXT)),
    });
  });

  it('remarks on a file that is not the gzip its name says', async () => {
    const counted = await countObject('a.gz', () => [TEXT], 'wc');
    expect(counted).toMatchObject({ count: wcReference(TEXT), remark: 'not-as-named' });
    expect(counted.fault).toBeUndefined();
  });

  it.each([
    ['a.gz', TEXT, 'plain', 'not-as-named'],
    ['a.gz', gzipSync(gzipSync(TEXT)), 'gzip', 'still-compressed'],
  ])(
    'remarks on %s where its format is known from an attempt before',
    async (key, bytes, format, remark) => {
      expect(await countObject(key, () => [bytes], 'wc')).toMatchObject({ remark });
      expect(await countObject(key, () => [bytes], 'wc', format)).toMatchObject({ remark });
    },
  );

  it('counts an empty object', async () => {
    expect(await countObject('a', () => [], 'wc')).toMatchObject({
      count: wcReference(Buffer.of()),
    });
    expect(await countObject('a', () => [], 'article')).toMatchObject({
      count: articleReference(Buffer.of()),
    });
  });

  it.each([32, 1_000])('counts the %i bytes before the source breaks', async (length) => {
    const error = new ReadError('shrunk', 'ends early', { retryable: false });
    const start = TEXT.subarray(0, length);
    const counted = await countObject('a.txt', () => thenThrow(start, error, 100), 'wc');
    expect(counted).toMatchObject({
      count: wcReference(start),
      fault: { code: 'shrunk', message: 'ends early', retryable: false },
    });
  });

  it('counts what a broken source gave of small gzip data', async () => {
    const error = new ReadError('read-failed', 'connection lost', { retryable: true });
    const encoded = gzipSync(TEXT);
    const part = encoded.subarray(0, encoded.length / 2);
    const { count, fault } = await countObject('a.gz', () => thenThrow(part, error), 'wc');
    expect(fault).toEqual({ code: 'read-failed', message: 'connection lost', retryable: true });
    expect(count.bytes).toBeGreaterThan(TEXT.length / 3);
    expect(count).toMatchObject(wcReference(TEXT.subarray(0, count.bytes)));
  });

  it('calls any other error of the source a failed reading', async () => {
    const open = () => thenThrow(Buffer.of(), new TypeError('unforeseen'));
    const { fault } = await countObject('a', open, 'wc');
    expect(fault).toMatchObject({ code: 'read-failed', retryable: false });
    expect(fault?.message).toContain('unforeseen');
  });

  it('closes every source that it opens', async () => {
    let open = 0;
    const source = function* (bytes: Uint8Array) {
      open += 1;
      try {
        yield* inChunks(bytes, 10_000);
      } finally {
        open -= 1;
      }
    };
    const damaged = damagedAfter(seededText(500_000));
    const trailing = Buffer.concat([gzipSync(TEXT), Buffer.alloc(50_000, 'x')]);
    for (const bytes of [TEXT, damaged, trailing]) {
      await countObject('a', () => source(bytes), 'wc');
      expect(open).toBe(0);
    }
  });
});

/** A gzip file whose deflate data turns invalid right after `text`. */
function damagedAfter(text: Buffer): Buffer {
  const sound = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
  // A block of type 3 does not exist (RFC 1951, section 3.2.3).
  return Buffer.concat([memberHeader({}), sound, Buffer.of(7), Buffer.alloc(50_000, 'garbage')]);
}

describe('countSlice of damaged gzip data', () => {
  it.each([400, 10_000, 100_000, 500_000])(
    'counts nearly all of the %i bytes before the damage',
    async (length) => {
      const text = seededText(length);
      const encoded = damagedAfter(text);
      for (const size of [4_096, 1_000_000]) {
        const { count, fault } = await countObject(
          'a.gz',
          () => inReusedMemory(encoded, size),
          'wc',
        );
        expect(fault).toMatchObject({ code: 'corrupt', retryable: false });
        expect(count.bytes).toBeGreaterThan(text.length - 1_000);
        expect(count).toMatchObject(wcReference(text.subarray(0, count.bytes)));
      }
    },
  );

  it('counts all members before the damaged one', async () => {
    const text = seededText(400_000);
    const encoded = Buffer.concat([gzipSync(text), damagedAfter(Buffer.from('end'))]);
    const { count, fault } = await countObject('a.gz', () => inChunks(encoded, 65_536), 'wc');
    expect(fault?.code).toBe('corrupt');
    expect(count.bytes).toBeGreaterThanOrEqual(text.length);
  });

  it('counts no less than gzip writes, and stops where it stops', async () => {
    const text = seededText(500_000);
    const encoded = gzipSync(text);
    const random = seededRandom();
    for (let round = 0; round < 6; round += 1) {
      const damaged = Buffer.from(encoded);
      const at = 10 + Math.floor(random() * (encoded.length - 18));
      damaged.fill(0xff, at, at + 4);
      const { count, fault } = await countObject('a.gz', () => inChunks(damaged, 100_000), 'wc');
      const written = gunzip(damaged);
      expect(fault?.code).toMatch(/^(corrupt|truncated|bad-checksum|trailing-garbage)$/);
      expect(count.bytes).toBeGreaterThanOrEqual(written.length);
      // Damaged data may decode to something for a while, so only the lines up to it are known.
      expect(count.lines).toBeGreaterThanOrEqual(wcReference(written).lines);
    }
  });

  it('counts all of what has a wrong checksum', async () => {
    const encoded = gzipSync(TEXT);
    encoded.writeUInt32LE((crc32(TEXT) ^ 1) >>> 0, encoded.length - 8);
    expect(await countObject('a.gz', () => [encoded], 'wc')).toMatchObject({
      count: wcReference(TEXT),
      fault: { code: 'bad-checksum' },
    });
  });
});

function gunzip(encoded: Buffer): Buffer {
  try {
    return execFileSync('gzip', ['-dc'], { input: encoded, stdio: 'pipe', maxBuffer: 10e6 });
  } catch (error) {
    return (error as { stdout: Buffer }).stdout;
  }
}
