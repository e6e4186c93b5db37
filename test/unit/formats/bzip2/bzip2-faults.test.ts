import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../../../src/formats/bzip2/bzip2.ts';
import { inChunks, thenThrow } from '../../../fixtures/byte-sources.ts';
import { decode } from '../../../fixtures/decode.ts';
import {
  type BlockParts,
  craftBlock,
  craftStream,
  magicBits,
  packBits,
  toBits,
} from '../../../support/bzip2-bytes.ts';
import {
  craftManyBlocks,
  craftSmallBlock,
  damageBit,
  STREAMS,
  THREE_BLOCKS,
} from '../../../support/bzip2-samples.ts';

const MANY = craftManyBlocks(3, 4);
const FAULTS = /^(truncated|corrupt|bad-checksum|trailing-garbage)$/;

describe('a truncated bzip2 file', () => {
  it.each([
    ['of many blocks', MANY],
    ['of many streams', STREAMS],
  ])('%s is told to be so wherever it ends, with all blocks before', async (_, sample) => {
    const { encoded, text } = sample;
    const whole = await decode(bzip2, [encoded]);
    for (let length = 1; length < encoded.length; length += 1) {
      const { bytes, code } = await decode(bzip2, inChunks(encoded.subarray(0, length), 100));
      const isStreamEnd = endsStream(encoded, length);
      expect(code, `of ${length} bytes`).toBe(isStreamEnd ? undefined : 'truncated');
      const last = whole.reached.findLast(({ at }) => at < length - 15);
      expect(bytes.length).toBeGreaterThanOrEqual(last?.decodedBytes ?? 0);
      expect(bytes.equals(text.subarray(0, bytes.length))).toBe(true);
    }
  });

  it('is reported as truncated if its blocks are large', async () => {
    const { encoded, text } = THREE_BLOCKS;
    for (let length = 5; length < encoded.length; length += 101) {
      const { bytes, code } = await decode(bzip2, [encoded.subarray(0, length)]);
      expect(code, `of ${length} bytes`).toBe('truncated');
      expect(bytes.equals(text.subarray(0, bytes.length))).toBe(true);
    }
  });
});

/** Whether another stream begins behind so many bytes. */
function endsStream(encoded: Buffer, length: number): boolean {
  return encoded.subarray(length, length + 3).toString() === 'BZh';
}

describe('a damaged bzip2 file', () => {
  it.each([
    ['of crafted blocks', craftManyBlocks(3, 2)],
    ['of streams', STREAMS],
  ])('%s never decodes to other bytes in silence, whichever bit is flipped', async (_, sample) => {
    const { encoded, text } = sample;
    for (let bit = 0; bit < encoded.length * 8; bit += 1) {
      const { bytes, code } = await decode(bzip2, [damageBit(encoded, bit)]);
      if (code === undefined) expect(bytes.equals(text), `bit ${bit}`).toBe(true);
      else expect(code, `bit ${bit}`).toMatch(FAULTS);
      expect(bytes.equals(text.subarray(0, bytes.length)), `bit ${bit}`).toBe(true);
    }
  });

  it('never decodes to wrong bytes without an error if its blocks are large', async () => {
    const { encoded, text } = THREE_BLOCKS;
    for (let bit = 32; bit < encoded.length * 8; bit += 331) {
      const { bytes, code } = await decode(bzip2, inChunks(damageBit(encoded, bit), 1_000));
      if (code === undefined) expect(bytes.equals(text), `bit ${bit}`).toBe(true);
      else expect(code, `bit ${bit}`).toMatch(FAULTS);
      expect(bytes.equals(text.subarray(0, bytes.length)), `bit ${bit}`).toBe(true);
    }
  });

  it('keeps all blocks of a stream whose combined checksum is wrong', async () => {
    const blocks = [craftSmallBlock(1), craftSmallBlock(2)];
    const bits = craftStream(blocks, { checksum: 1 });
    const { bytes, code } = await decode(bzip2, [packBits(bits + craftStream(blocks))]);
    expect(code).toBe('bad-checksum');
    expect(bytes.equals(Buffer.concat(blocks.map(({ text }) => text)))).toBe(true);
  });

  it('cannot verify the combined checksum of a stream that was entered in its middle', async () => {
    const encoded = packBits(
      craftStream([craftSmallBlock(1), craftSmallBlock(2)], { checksum: 1 }),
    );
    const { reached } = await decode(bzip2, [encoded]);
    const from = reached[1] as { at: number; decoderState: string };
    const { bytes, code } = await decode(bzip2, [encoded.subarray(from.at)], { from });
    expect(code).toBeUndefined();
    expect(bytes.equals(craftSmallBlock(2).text)).toBe(true);
  });

  it('passes on no byte of a block whose checksum is wrong', async () => {
    const parts = { alphabet: [97, 98], symbols: [2, 0, 2, 0, 2, 0] };
    const before = craftSmallBlock(1);
    const bits = craftStream([before, craftBlock({ ...parts, checksum: 1 }), craftSmallBlock(2)]);
    const { bytes, code, error } = await decode(bzip2, [packBits(bits)]);
    expect(code).toBe('corrupt');
    expect(String(error)).toMatch(/checksum/);
    expect(bytes.equals(before.text)).toBe(true);
  });

  it.each([
    ['x', 'trailing-garbage'],
    ['\0', 'trailing-garbage'],
    ['\0\0\0\0\0\0\0\0', 'trailing-garbage'],
    ['BZx', 'trailing-garbage'],
    ['BZh0', 'trailing-garbage'],
    ['garbage of some length', 'trailing-garbage'],
    ['B', 'truncated'],
    ['BZh', 'truncated'],
    ['BZh9', 'truncated'],
    ['BZh9 and what is no block', 'corrupt'],
  ])('tells of %j behind the last stream', async (garbage, expected) => {
    for (const size of [1, 10_000]) {
      const whole = Buffer.concat([MANY.encoded, Buffer.from(garbage, 'latin1')]);
      const { bytes, code } = await decode(bzip2, inChunks(whole, size));
      expect(code).toBe(expected);
      expect(bytes.equals(MANY.text)).toBe(true);
    }
  });
});

describe('a bzip2 block that no bzip2 writes', () => {
  const sound = { alphabet: [97, 98], symbols: [2, 0, 2, 0, 2, 0] };

  it.each<[string, Partial<BlockParts>]>([
    ['begins beyond its end', { origin: 1_000_000 }],
    ['begins right at its end', { origin: 6 }],
    ['is empty', { symbols: [] }],
    ['is randomised', { randomised: true }],
  ])('that %s is corrupt', async (_, parts) => {
    const block = craftBlock({ ...sound, ...parts, checksum: 0 });
    const { code } = await decode(bzip2, [packBits(craftStream([block]))]);
    expect(code).toBe('corrupt');
  });

  const header = `${magicBits('block')}${toBits(0, 32)}0${toBits(0, 24)}`;
  const twoBytes = `${toBits(1, 16)}${toBits(3, 16)}`;
  const stream = (bits: string) =>
    packBits(`${craftStream([]).slice(0, 32)}${header}${bits}`.padEnd(20_000, '0'));

  it.each([
    ['no byte occurs', toBits(0, 16)],
    ['has one code', twoBytes + toBits(1, 3)],
    ['has seven codes', twoBytes + toBits(7, 3)],
    ['selects a third of two codes', `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}110`],
    ['has no selectors', `${twoBytes}${toBits(2, 3)}${toBits(0, 15)}${'000100000'.repeat(2)}`],
    ['has code words of no bits', `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}000000`],
    ['has code words of 21 bits', `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}0${toBits(21, 5)}0`],
    [
      'grows a code word to 21 bits',
      `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}0${toBits(20, 5)}10`,
    ],
    ['uses a code that stands for nothing', smallCodes('1'.repeat(20))],
    ['has too long a run', smallCodes('001'.repeat(40))],
  ])('that %s is corrupt', async (_, bits) => {
    const { code, bytes } = await decode(bzip2, [stream(bits)]);
    expect(code).toBe('corrupt');
    expect(bytes.length).toBe(0);
  });

  /** All four symbols have code words of three bits. */
  function smallCodes(symbols: string): string {
    const code = `${toBits(3, 5)}0000`;
    return `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}0${code}${code}${symbols}`;
  }

  it('whose code lengths go up and down without end is corrupt, not read to the end', async () => {
    const start = `${twoBytes}${toBits(2, 3)}${toBits(1, 15)}0${toBits(10, 5)}`;
    const beginning = packBits(
      `${craftStream([]).slice(0, 32)}${header}${start}`.padEnd(184, '1011'),
    );
    let read = 0;
    const source = (function* () {
      yield beginning;
      for (; read < 200; read += 1) yield Buffer.alloc(100_000, 0b1011_1011);
    })();
    const { code } = await decode(bzip2, source);
    expect(code).toBe('corrupt');
    expect(read).toBeLessThan(100);
  });

  it('with more selectors than it needs is decoded', async () => {
    const block = craftBlock(sound);
    const selectors = `${toBits(2, 3)}${toBits(1, 15)}0`;
    const more = `${toBits(2, 3)}${toBits(32_767, 15)}${'0'.repeat(32_767)}`;
    const bits = block.bits.replace(selectors, more);
    const { bytes, code } = await decode(bzip2, [packBits(craftStream([{ ...block, bits }]))]);
    expect(code).toBeUndefined();
    expect(bytes.equals(block.text)).toBe(true);
  });
});

describe('a bzip2 file whose source breaks', () => {
  it('throws the error of the source after all blocks before', async () => {
    const broken = new Error('connection lost');
    const whole = await decode(bzip2, [MANY.encoded]);
    for (let length = 0; length <= MANY.encoded.length; length += 13) {
      for (const size of [10, 10_000]) {
        const source = thenThrow(MANY.encoded.subarray(0, length), broken, size);
        const { bytes, error } = await decode(bzip2, source);
        expect(error, `after ${length} bytes`).toBe(broken);
        const last = whole.reached.findLast(({ at }) => at < length - 150);
        expect(bytes.length).toBeGreaterThanOrEqual(last?.decodedBytes ?? 0);
        expect(bytes.equals(MANY.text.subarray(0, bytes.length))).toBe(true);
      }
    }
  });
});
