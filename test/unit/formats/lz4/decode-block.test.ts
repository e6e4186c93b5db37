import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, History, tryToDecode } from '../../../../src/formats/lz4/decode-block.ts';
import { decodeBlockSlowly, encodeBlock, sequence } from '../../../support/lz4-bytes.ts';
import { checkProperty, seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const NOTHING = Buffer.alloc(0);
const WINDOW_BYTES = 65_536;

function expectSame(block: Uint8Array, maxBytes: number, before: Buffer = NOTHING): void {
  const expected = decodeBlockSlowly(block, maxBytes, before);
  expectDecoded(decodeBlock(block, maxBytes, before), expected);
}

function expectDecoded(decoded: Uint8Array | undefined, expected: Buffer | undefined): void {
  expect(decoded?.length).toBe(expected?.length);
  if (decoded) expect(expected?.equals(decoded)).toBe(true);
}

describe('decodeBlock', () => {
  it('copies from any distance, any number of bytes', () => {
    const literals = seededBytes(40);
    for (let offset = 1; offset <= literals.length; offset += 1) {
      for (const length of [4, 5, 7, 8, 9, 15, 16, 17, 18, 19, 33, 100, 300, 1_000]) {
        const block = Buffer.concat([sequence(literals, offset, length), sequence(NOTHING)]);
        expectSame(block, 10_000);
      }
    }
  });

  it('takes literals of any number', () => {
    for (const length of [0, 1, 14, 15, 16, 17, 31, 32, 269, 270, 271, 525, 70_000]) {
      const text = seededBytes(length);
      expectDecoded(decodeBlock(sequence(text), length), text);
    }
  });

  it('fills its room to the last byte and no further', () => {
    const text = seededText(5_000);
    const block = encodeBlock(text);
    expectDecoded(decodeBlock(block, 5_000), text);
    for (const room of [0, 1, 100, 4_990, 4_998, 4_999]) {
      expect(decodeBlock(block, room)).toBeUndefined();
    }
  });

  it('reaches back into what comes before, and no further', () => {
    const before = seededText(WINDOW_BYTES);
    const block = (offset: number) => Buffer.concat([sequence(NOTHING, offset), sequence(NOTHING)]);
    expectDecoded(decodeBlock(block(65_535), 4, before), before.subarray(1, 5));
    expect(decodeBlock(block(1_000), 4, before.subarray(0, 999))).toBeUndefined();
    expect(decodeBlock(block(1), 4)).toBeUndefined();
    expect(decodeBlock(block(0), 4, before)).toBeUndefined();
  });

  it('sees nothing of what other blocks decoded to', () => {
    decodeBlock(sequence(seededText(1_000)), 1_000, seededText(WINDOW_BYTES));
    expect(
      decodeBlock(Buffer.concat([sequence(Buffer.of(1), 2), sequence(NOTHING)]), 100),
    ).toBeUndefined();
  });

  it('decodes any bytes to what the plainest decoder makes of them', () =>
    checkProperty(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 80 }),
        (block, room, beforeBytes) => expectSame(block, room, seededBytes(beforeBytes)),
      ),
      3_000,
    ));

  it('decodes damaged blocks to what the plainest decoder makes of them', () => {
    const random = seededRandom();
    const before = seededText(3_000);
    const block = encodeBlock(seededText(700, 3), before);
    expectSame(block, 700, before);
    for (let round = 0; round < 2_000; round += 1) {
      const damaged = Buffer.from(block);
      for (let flips = 0; flips < 3; flips += 1) {
        const at = Math.floor(random() * damaged.length);
        damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      }
      expectSame(damaged.subarray(0, Math.ceil(random() * damaged.length)), 2_000, before);
    }
  });

  it('refuses lengths beyond all bounds', () => {
    const endless = Buffer.alloc(8_000_000, 255);
    for (const maxBytes of [65_536, 8 * 1024 * 1024]) {
      expect(decodeBlock(endless, maxBytes)).toBeUndefined();
      const match = Buffer.concat([Buffer.of(0x1f, 65, 1, 0), endless, Buffer.of(0, 0)]);
      expect(decodeBlock(match, maxBytes)).toBeUndefined();
    }
  });
});

describe('tryToDecode', () => {
  it('says how many bytes a block decodes to', () => {
    expect(tryToDecode(encodeBlock(seededText(3_000)), 65_536)).toBe(3_000);
  });

  it('says how many were decoded before it turned out to be none', () => {
    expect(tryToDecode(NOTHING, 100)).toBe(-1);
    expect(tryToDecode(sequence(seededBytes(50), 51), 100)).toBe(-51);
  });
});

describe('History', () => {
  it('keeps the last 64 KiB, whatever they came in', () => {
    const random = seededRandom();
    const history = new History();
    let all = NOTHING;
    for (let round = 0; round < 30; round += 1) {
      const bytes = seededBytes(Math.floor(random() ** 4 * 150_000), round);
      all = Buffer.concat([all, bytes]).subarray(-WINDOW_BYTES);
      history.push(bytes);
      expect(all.equals(history.bytes)).toBe(true);
    }
  });
});
