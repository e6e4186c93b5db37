import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineBlocks } from '../../../src/journal/line-blocks.ts';

/** From a few bytes to more than a block holds, in any script, halves of characters included. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '日本語 😀', '"\\\n\u2028'),
  fc.tuple(fc.constantFrom('a', 'é', '語'), fc.nat(300_000)).map(([one, many]) => one.repeat(many)),
);

function sealed(value: object): Buffer {
  const json = Buffer.from(JSON.stringify(value)).subarray(0, -1);
  return Buffer.concat([json, Buffer.from(`,"crc":${crc32(json)}}\n`)]);
}

it('gives every line once, in order and sealed, whenever blocks are taken', async () => {
  // A number of lines to add, then a block to take.
  const rounds = fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rounds, async (texts) => {
      const blocks = createLineBlocks();
      const taken: Buffer[] = [];
      const take = () =>
        blocks.take(async (bytes) => {
          await undefined;
          taken.push(Buffer.from(bytes));
        });
      for (const [round, lines] of texts.entries()) {
        for (const line of lines) blocks.add({ round, line });
        const waitingBytes = blocks.sizeBytes();
        if (waitingBytes === 0) continue;
        const takenBytes = await take();
        expect(blocks.sizeBytes()).toBe(waitingBytes - takenBytes);
      }
      while (blocks.sizeBytes() > 0) await take();
      const lines = texts.flatMap((more, round) => more.map((line) => sealed({ round, line })));
      expect(Buffer.concat(taken).equals(Buffer.concat(lines))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
