import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { bzip2 } from '../../../../src/formats/bzip2/bzip2.ts';
import { inChunks, inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decode, decodingInto } from '../../../fixtures/decode.ts';
import { craftBlock, craftStream, packBits } from '../../../support/bzip2-bytes.ts';
import { hasBzip2Command, runBzip2 } from '../../../support/bzip2-command.ts';
import {
  craftFalseMagics,
  craftManyBlocks,
  readBzip2Fixture,
  STREAMS,
  THREE_BLOCKS,
} from '../../../support/bzip2-samples.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

async function expectDecoded(encoded: Uint8Array, text: Buffer, size = encoded.length) {
  const { bytes, error } = await decode(bzip2, inReusedMemory(encoded, size));
  expect(error).toBeUndefined();
  expect(bytes.equals(text)).toBe(true);
}

describe('bzip2', () => {
  it.each([7, 1_000, 65_536])('decodes several blocks in chunks of %i', async (size) => {
    await expectDecoded(THREE_BLOCKS.encoded, THREE_BLOCKS.text, size);
  });

  it.each([1, 7, 65_536])('decodes several streams in chunks of %i', async (size) => {
    await expectDecoded(STREAMS.encoded, STREAMS.text, size);
    const { encoded, text } = craftManyBlocks();
    await expectDecoded(encoded, text, size);
  });

  it('decodes blocks whose data contains magic numbers', async () => {
    const { encoded, text } = craftFalseMagics();
    for (const size of [1, 64, 10_000]) await expectDecoded(encoded, text, size);
  });

  it('decodes 200 MB of zeros in pieces of 1 MiB', { timeout: 60_000 }, async () => {
    const before = process.memoryUsage().rss;
    let bytes = 0;
    let largestPiece = 0;
    let memory = 0;
    const sink = (piece: Uint8Array) => {
      bytes += piece.length;
      largestPiece = Math.max(largestPiece, piece.length);
      memory = Math.max(memory, process.memoryUsage().rss - before);
      expect(piece[0]).toBe(0);
      expect(piece.at(-1)).toBe(0);
    };
    await bzip2.decode(new ByteCursor([readBzip2Fixture('zeros')]), decodingInto(sink));
    expect(bytes).toBe(200_000_000);
    expect(largestPiece).toBeLessThanOrEqual(1024 * 1024);
    expect(memory).toBeLessThan(64 * 1024 * 1024);
  });

  it('decodes a block that ends with a run whose number is missing', async () => {
    // One, and a run of two digits: 1 and 2 more.
    const block = craftBlock({ alphabet: [97, 98], symbols: [2, 0, 0] });
    expect(block.text.toString()).toBe('bbbb');
    await expectDecoded(packBits(craftStream([block])), block.text);
  });

  it('decodes several objects at the same time', async () => {
    const samples = [THREE_BLOCKS, STREAMS, craftManyBlocks(), THREE_BLOCKS];
    await Promise.all(samples.map(({ encoded, text }) => expectDecoded(encoded, text, 100)));
  });

  it('reaches each block, where decoding can end and continue', async () => {
    for (const { encoded, text } of [craftManyBlocks(), THREE_BLOCKS]) {
      const whole = await decode(bzip2, inChunks(encoded, 50));
      expect(whole.reached[0]).toMatchObject({ at: 4, decoderState: '0', decodedBytes: 0 });
      for (const place of whole.reached) {
        const { decodedBytes, ...from } = place;
        const first = await decode(bzip2, inChunks(encoded, 50), { end: place.at });
        expect(first.bytes.length).toBeLessThanOrEqual(decodedBytes);
        const rest = await decode(bzip2, inChunks(encoded.subarray(place.at), 50), { from });
        expect(rest.error).toBeUndefined();
        expect(rest.bytes.equals(text.subarray(decodedBytes))).toBe(true);
        expect(rest.reached).not.toContainEqual(expect.objectContaining(from));
      }
    }
  });

  it('finds blocks at all bits of a byte', async () => {
    const { reached } = await decode(bzip2, [craftManyBlocks(1, 20).encoded]);
    expect(new Set(reached.map(({ decoderState }) => decoderState)).size).toBe(8);
  });
});

describe.runIf(hasBzip2Command)('what the bzip2 command makes', () => {
  it.each([
    ['text', seededText(350_000)],
    ['bytes that do not compress', seededBytes(250_000)],
    ['a byte', Buffer.from('x')],
    ['nothing', Buffer.alloc(0)],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['two letters in turn', Buffer.from('ab'.repeat(60_000))],
    ['runs of every length', Buffer.from(runs(300))],
    ['a run longer than a block', Buffer.alloc(1_000_000, 'z')],
  ])('is decoded: %s', async (_, text) => {
    for (const level of ['-1', '-9']) {
      await expectDecoded(runBzip2([level], text), text, 131_072);
    }
  });

  it('is decoded when a block is larger than most', async () => {
    const text = seededBytes(1_000_000);
    const encoded = runBzip2(['-9'], text);
    await expectDecoded(encoded, text);
    await expectDecoded(encoded, text, 100_000);
  });

  it('is decoded when each of many streams has another level', async () => {
    const text = seededText(900_000);
    const parts = Array.from({ length: 9 }, (_, index) =>
      runBzip2([`-${index + 1}`], text.subarray(index * 100_000, (index + 1) * 100_000)),
    );
    await expectDecoded(Buffer.concat(parts), text, 70_000);
  });

  it('decodes crafted files like ours', () => {
    for (const { encoded, text } of [craftManyBlocks(), craftFalseMagics()]) {
      expect(runBzip2(['-d'], encoded).equals(text)).toBe(true);
    }
  });
});

function runs(longest: number): string {
  return Array.from({ length: longest }, (_, length) =>
    String.fromCharCode(97 + (length % 3)).repeat(length),
  ).join('');
}
