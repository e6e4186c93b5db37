// Objects that begin with skippable frames.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../src/errors/read-error.ts';
import { ByteCursor } from '../../../src/formats/byte-cursor.ts';
import { recogniseFormat } from '../../../src/formats/recognise.ts';
import { inReusedMemory, thenThrow } from '../../fixtures/byte-sources.ts';
import { decodingInto } from '../../fixtures/decode.ts';
import { formatFixture, SKIP_TEXT } from '../../support/format-fixture.ts';
import { legacyFrame, lz4Frame } from '../../support/lz4-bytes.ts';
import { recognise } from '../../support/recognition.ts';
import { checkProperty, seededBytes } from '../../support/seeded.ts';
import { skippableFrame, storedFrame, zstdFixture } from '../../support/zstd-bytes.ts';
import { hasZstdCommand, runZstd } from '../../support/zstd-command.ts';

const TEXT = Buffer.from('some words\n');
const DICTIONARY = Buffer.from('37a430ec', 'hex');

/** The result of decoding on where the recognition left the cursor. */
async function decodeOn(bytes: Uint8Array, chunkBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const cursor = new ByteCursor(inReusedMemory(bytes, chunkBytes));
  const { format, mustRestart } = await recogniseFormat(cursor);
  expect(mustRestart).toBe(false);
  await format.decode(
    cursor,
    decodingInto((chunk) => chunks.push(Buffer.from(chunk))),
  );
  return Buffer.concat(chunks);
}

describe('skippable frames at the beginning', () => {
  it.each([
    ['skip24.zst', 'zstd'],
    ['skip64-noext', 'zstd'],
    ['skip3000.lz4', 'lz4'],
  ])('of %s do not hide that it is %s', async (file, name) => {
    const bytes = formatFixture(file);
    for (const size of [1, 7, 32, 33, 1_000, 10_000]) {
      expect(await recognise(bytes, size)).toMatchObject({ name, mustRestart: false });
      expect(await decodeOn(bytes, size)).toEqual(SKIP_TEXT);
    }
  });

  it('are passed over whatever their number and size', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(15), fc.oneof(fc.nat(40), fc.nat(5_000))), { minLength: 1 }),
        fc.constantFrom('zstd', 'lz4', 'legacy'),
        fc.integer({ min: 1, max: 3_000 }),
        async (frames, kind, size) => {
          const skippable = frames.map(([number, bytes]) =>
            skippableFrame(Buffer.alloc(bytes, 7), number),
          );
          const frame = {
            zstd: storedFrame(TEXT),
            lz4: lz4Frame([TEXT]),
            legacy: legacyFrame([TEXT]),
          };
          // A single one of 32 bytes may be of a dictionary.
          if (frames[0]?.[0] === 14) return;
          const bytes = Buffer.concat([...skippable, frame[kind as keyof typeof frame]]);
          expect((await recognise(bytes, size)).name).toBe(kind === 'zstd' ? 'zstd' : 'lz4');
          expect(await decodeOn(bytes, size)).toEqual(TEXT);
        },
      ),
      40,
    ));

  it('take no more memory than a chunk, however large they are', async () => {
    const chunk = Buffer.alloc(65_536);
    function* source() {
      const header = skippableFrame(Buffer.alloc(0));
      header.writeUInt32LE(chunk.length * 3_000, 4);
      yield header;
      for (let count = 0; count < 3_000; count += 1) yield chunk;
      yield storedFrame(TEXT);
    }
    const cursor = new ByteCursor(source());
    expect((await recogniseFormat(cursor)).format.name).toBe('zstd');
    expect(cursor.position).toBe(8 + 3_000 * chunk.length);
    expect(cursor.buffered.buffer.byteLength).toBeLessThan(2 * chunk.length);
  });

  it.runIf(hasZstdCommand)('alone decode to nothing, as the command has it', async () => {
    for (const frames of [[0], [24], [40], [3, 5_000]]) {
      const bytes = Buffer.concat(frames.map((size) => skippableFrame(seededBytes(size))));
      expect(runZstd(['-d'], bytes)).toEqual(Buffer.of());
      expect((await recognise(bytes)).name).toBe('zstd');
      expect(await decodeOn(bytes, 100)).toEqual(Buffer.of());
    }
  });

  it.each([
    ['other text', Buffer.concat([skippableFrame(seededBytes(40)), Buffer.from('and more')])],
    ['part of a magic number', Buffer.concat([skippableFrame(TEXT), Buffer.of(0x28, 0xb5, 0x2f)])],
    ['gzip', Buffer.concat([skippableFrame(TEXT), formatFixture('double.gz')])],
    ['less than they say', skippableFrame(seededBytes(100)).subarray(0, 60)],
    [
      'half of another one',
      Buffer.concat([skippableFrame(TEXT), skippableFrame(TEXT).subarray(0, 9)]),
    ],
    [
      'half of a header',
      Buffer.concat([skippableFrame(TEXT), skippableFrame(TEXT).subarray(0, 6)]),
    ],
    ['a size that only text has', Buffer.from('P*M\x18 is how this text begins, by chance')],
  ])('before %s are part of a plain text, all of which counts', async (_, bytes) => {
    for (const size of [1, 20, 1_000]) {
      expect(await recognise(bytes, size)).toMatchObject({
        name: 'plain',
        splitHint: '',
        mustRestart: true,
      });
    }
  });

  it('that hold less than a header are plain text too', async () => {
    const bytes = skippableFrame(TEXT).subarray(0, 7);
    expect(await recognise(bytes)).toMatchObject({
      name: 'plain',
      mustRestart: false,
      position: 0,
    });
  });

  it('let no read error pass for their end', async () => {
    const error = new ReadError('read-failed', 'lost', { retryable: true });
    for (const file of ['skip24.zst', 'skip64-noext', 'skip3000.lz4']) {
      const bytes = formatFixture(file);
      const frameAt = bytes.length - SKIP_TEXT.length;
      for (let length = 0; length < Math.min(bytes.length, frameAt); length += 1) {
        const cursor = new ByteCursor(thenThrow(bytes.subarray(0, length), error, 11));
        await expect(recogniseFormat(cursor), `${file} ${length}`).rejects.toBe(error);
      }
    }
  });

  it('keep the hints by which an object can be cut', async () => {
    const [independent, linked] = [lz4Frame([TEXT]), lz4Frame([TEXT], { isLinked: true })];
    const hintOf = async (frame: Buffer) =>
      (await recognise(Buffer.concat([skippableFrame(seededBytes(500)), frame]))).splitHint;
    expect(await hintOf(independent)).toBe('6040');
    expect(await hintOf(linked)).toBeUndefined();
    expect(await hintOf(zstdFixture('pzstd.zst'))).toBe('');
  });
});

describe('a dictionary in the first frame', () => {
  const compressed = storedFrame(Buffer.concat([DICTIONARY, seededBytes(100)]));

  it.each([
    ['of a web archive', formatFixture('dict-zst.warc.zst')],
    ['as it is', Buffer.concat([skippableFrame(DICTIONARY, 0xd), storedFrame(TEXT)])],
    ['compressed', Buffer.concat([skippableFrame(compressed, 0xd), storedFrame(TEXT)])],
    ['named by its hash', Buffer.concat([skippableFrame(seededBytes(32), 0xe), storedFrame(TEXT)])],
  ])('%s is needed by the frames behind', async (_, bytes) => {
    for (const size of [1, 13, 10_000]) {
      expect((await recognise(bytes, size)).name).toBe('zstd with a dictionary');
      await expect(decodeOn(bytes, size)).rejects.toMatchObject({ code: 'needs-dictionary' });
    }
  });

  it.each([
    ['other content', skippableFrame(seededBytes(40), 0xd)],
    ['another number', skippableFrame(DICTIONARY, 0xc)],
    ['another size than a hash', skippableFrame(seededBytes(33), 0xe)],
  ])('is not what a frame of %s is', async (_, frame) => {
    const bytes = Buffer.concat([frame, storedFrame(TEXT)]);
    expect((await recognise(bytes)).name).toBe('zstd');
    expect(await decodeOn(bytes, 100)).toEqual(TEXT);
  });
});
