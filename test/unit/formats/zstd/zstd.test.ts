import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { openPackageDecoder } from '../../../../src/formats/zstd/decoder.ts';
import { createZstd } from '../../../../src/formats/zstd/zstd.ts';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import { nameOf, splitHintOf } from '../../../support/recognition.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';
import {
  fixtureLines,
  repeatedBlock,
  skippableFrame,
  storedFrame,
  zstdFixture,
  zstdFrame,
} from '../../../support/zstd-bytes.ts';
import { hasPzstdCommand, hasZstdCommand, runZstd } from '../../../support/zstd-command.ts';
import { zstdFormats } from '../../../support/zstd-formats.ts';

const MIB = 1024 * 1024;
const WINDOW_128_MIB = (27 - 10) << 3;

/** Blocks of both kinds, with and without much in them. */
const MIXED = Buffer.concat([seededText(300_000), seededBytes(200_000), Buffer.alloc(400_000)]);

describe.each(zstdFormats)('zstd by %s', (_, zstd) => {
  async function expectDecoded(encoded: Buffer, original: Buffer, chunkBytes = 65_536) {
    const decoded = await decode(zstd, inReusedMemory(encoded, chunkBytes));
    expect(decoded.error).toBeUndefined();
    expect(decoded.bytes.equals(original)).toBe(true);
    return decoded;
  }

  it.each(['level-1', 'level-19', 'long-window', 'pzstd'])(
    'decodes the fixture %s',
    async (name) => {
      const encoded = zstdFixture(`${name}.zst`);
      for (const size of [1, 7, 300, 65_536]) await expectDecoded(encoded, fixtureLines(), size);
    },
  );

  it.runIf(hasZstdCommand)('decodes the output of the zstd command', async () => {
    for (const options of [
      ['-1'],
      ['-3', '--no-check'],
      ['-19'],
      ['--fast=5'],
      ['--ultra', '-22'],
      ['--long=27'],
      ['-3', '-B1000'],
      ['-5', '--no-content-size', `--stream-size=${MIXED.length}`],
      ['--zstd=wlog=10'],
    ]) {
      await expectDecoded(runZstd(options, MIXED), MIXED);
    }
    for (const text of ['', 'a', 'abcabcabc'.repeat(100)]) {
      await expectDecoded(runZstd([], Buffer.from(text)), Buffer.from(text), 5);
    }
  });

  it.runIf(hasZstdCommand)('decodes it in chunks of any size', async () => {
    const text = MIXED.subarray(270_000, 340_000);
    const encoded = runZstd([], text);
    for (const size of [1, 7, 65_536]) await expectDecoded(encoded, text, size);
  });

  it.runIf(hasPzstdCommand)(
    'decodes what pzstd makes, reaching each frame but the first',
    async () => {
      const text = Buffer.concat([MIXED, MIXED, MIXED, MIXED, MIXED, MIXED]);
      const encoded = runZstd(['-1', '-p', '2'], text, 'pzstd');
      const { reached } = await expectDecoded(encoded, text);
      const magics: number[] = [];
      for (let at = encoded.indexOf('28b52ffd', 0, 'hex'); at >= 0; ) {
        magics.push(at);
        at = encoded.indexOf('28b52ffd', at + 1, 'hex');
      }
      expect(magics.length).toBeGreaterThan(1);
      expect(reached.map(({ at }) => at)).toEqual(magics.slice(1));
      expect(await splitHintOf(encoded)).toBe('');
    },
  );

  it('decodes raw and repeated blocks, empty ones and empty frames', async () => {
    const blocks = [0, 1, 1_000, 0].map((times, index) => repeatedBlock(97, times, index === 3));
    await expectDecoded(zstdFrame(blocks, { window: 0 }), Buffer.alloc(1_001, 'a'), 2);
    await expectDecoded(storedFrame(MIXED), MIXED);
    await expectDecoded(storedFrame(Buffer.alloc(0)), Buffer.alloc(0), 3);
  });

  it('reaches the magic of each frame, with all before it decoded', async () => {
    const part = zstdFixture('part.zst');
    const decodedBytes = zstdFixture('part.txt').length;
    const skippable = skippableFrame(seededBytes(300), 7);
    const encoded = Buffer.concat([
      part,
      skippable,
      skippable,
      part,
      storedFrame(MIXED),
      skippable,
    ]);
    const { reached, bytes } = await decode(zstd, inReusedMemory(encoded, 100));
    const second = part.length + 2 * skippable.length;
    expect(reached).toEqual([
      { at: second, decodedBytes },
      { at: second + part.length, decodedBytes: 2 * decodedBytes },
    ]);
    expect(bytes.length).toBe(2 * decodedBytes + MIXED.length);
  });

  it('ends at a position at which `reach` returns false', async () => {
    const part = zstdFixture('part.zst');
    const encoded = Buffer.concat([part, part, part]);
    const decoded = await decode(zstd, inChunks(encoded, 50), { end: part.length });
    expect(decoded.bytes).toEqual(zstdFixture('part.txt'));
    expect(decoded.reached.map(({ at }) => at)).toEqual([part.length]);
    const rest = await decode(zstd, [encoded.subarray(part.length)], { from: { at: part.length } });
    expect(rest.bytes.length).toBe(2 * decoded.bytes.length);
    expect(rest.reached.map(({ at }) => at)).toEqual([2 * part.length]);
  });

  it('decodes thousands of small frames', async () => {
    const texts = Array.from({ length: 3_000 }, (_, index) => seededText(index % 700, index));
    const encoded = Buffer.concat(texts.map((text) => storedFrame(text)));
    const { reached } = await expectDecoded(encoded, Buffer.concat(texts));
    expect(reached.length).toBe(texts.length - 1);
  });

  it('holds little of 400 MB in memory at a time, even if they are encoded in a few bytes', async () => {
    const blocks = Array.from({ length: 3_200 }, (_, index) =>
      repeatedBlock(10, 128 * 1024, index === 3_199),
    );
    const encoded = zstdFrame(blocks, { window: 7 << 3 });
    let bytes = 0;
    let largest = 0;
    const before = process.memoryUsage.rss();
    let most = before;
    const sink = (chunk: Uint8Array) => {
      bytes += chunk.length;
      largest = Math.max(largest, chunk.length);
      most = Math.max(most, process.memoryUsage.rss());
    };
    await zstd.decode(new ByteCursor([encoded]), decodingInto(sink));
    expect(bytes).toBe(400 * MIB);
    expect(largest).toBeLessThanOrEqual(MIB);
    expect(most - before).toBeLessThan(100e6);
  });

  it('is recognised by frames, also after skippable ones, and by skippable frames alone', async () => {
    const part = zstdFixture('part.zst').subarray(0, 10);
    const short = skippableFrame(seededBytes(4));
    const nameOfAll = (...bytes: Buffer[]) => nameOf(Buffer.concat(bytes));
    expect(await nameOfAll(part)).toBe('zstd');
    expect(await nameOfAll(short, part)).toBe('zstd');
    expect(await nameOfAll(short, skippableFrame(Buffer.alloc(0), 15), part)).toBe('zstd');
    expect(await nameOfAll(skippableFrame(seededBytes(40)), part)).toBe('zstd');
    expect(await nameOfAll(short)).toBe('zstd');
    expect(await nameOfAll(short, Buffer.from('text'))).toBe('plain');
    expect(await nameOfAll(part.subarray(0, 3))).toBe('plain');
  });

  it('has a search hint only for files of pzstd', async () => {
    expect(await splitHintOf(zstdFixture('pzstd.zst'))).toBe('');
    expect(await splitHintOf(zstdFixture('level-1.zst'))).toBeUndefined();
  });
});

describe('frames of large windows', () => {
  async function mostAtOnce(encoded: Buffer): Promise<number> {
    let open = 0;
    let most = 0;
    const zstd = createZstd(async () => {
      open += 1;
      most = Math.max(most, open);
      const decoder = await openPackageDecoder();
      return {
        ...decoder,
        close() {
          open -= 1;
          decoder.close();
        },
      };
    });
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const { bytes } = await decode(zstd, inReusedMemory(encoded, 10));
        expect(bytes).toEqual(Buffer.alloc(200, 'a'));
      }),
    );
    expect(open).toBe(0);
    return most;
  }

  const blocks = [repeatedBlock(97, 100, false), repeatedBlock(97, 100, true)];

  it('are decoded one at a time', async () => {
    expect(await mostAtOnce(zstdFrame(blocks, { window: WINDOW_128_MIB }))).toBe(1);
    expect(await mostAtOnce(zstdFrame(blocks, { window: ((23 - 10) << 3) | 1 }))).toBe(1);
  });

  it('are decoded like others if their content fits a small window', async () => {
    expect(await mostAtOnce(zstdFrame(blocks, { window: (23 - 10) << 3 }))).toBe(5);
    const parts = { window: WINDOW_128_MIB, contentBytes: 200 };
    expect(await mostAtOnce(zstdFrame(blocks, parts))).toBe(5);
  });
});
