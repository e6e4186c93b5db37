import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../src/formats/byte-cursor.ts';
import { inChunks, inReusedMemory, thenThrow } from '../../fixtures/byte-sources.ts';
import { checkProperty, seededBytes } from '../../support/seeded.ts';

describe('ByteCursor', () => {
  it('keeps the buffered bytes although the source reuses its memory', async () => {
    const bytes = seededBytes(5_000);
    for (const size of [1, 2, 7, 64, 4_999, 5_000, 6_000]) {
      const cursor = new ByteCursor(inReusedMemory(bytes, size));
      await cursor.fill(bytes.length + 1);
      expect(Buffer.from(cursor.buffered).equals(bytes), `in chunks of ${size}`).toBe(true);
      expect(cursor.ended).toBe(true);
    }
  });

  it('gives all bytes in order for any sequence of calls', () =>
    checkProperty(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 30 }),
        async (bytes, size, steps) => {
          const cursor = new ByteCursor(inReusedMemory(bytes, size));
          const taken: number[] = [];
          for (const [ahead, take] of steps) {
            const enough = await cursor.fill(ahead);
            expect(enough).toBe(taken.length + ahead <= bytes.length);
            const step = Math.min(take, cursor.buffered.length);
            taken.push(...cursor.buffered.subarray(0, step));
            cursor.advance(step);
            expect(cursor.position).toBe(taken.length);
          }
          expect(taken).toEqual([...bytes.subarray(0, taken.length)]);
        },
      ),
      300,
    ));

  it('reads no further than requested', async () => {
    let read = 0;
    const source = (function* () {
      for (const chunk of inChunks(seededBytes(100), 10)) {
        read += chunk.length;
        yield chunk;
      }
    })();
    const cursor = new ByteCursor(source);
    await cursor.fill(25);
    expect(read).toBe(30);
    expect(cursor.ended).toBe(false);
  });

  it('is at its end at once in an empty source', async () => {
    const cursor = new ByteCursor([]);
    expect(await cursor.fill()).toBe(false);
    expect(await cursor.fill()).toBe(false);
    expect(cursor.ended).toBe(true);
    expect(cursor.position).toBe(0);
  });

  it('skips empty chunks', async () => {
    const cursor = new ByteCursor([
      Buffer.alloc(0),
      Buffer.from('a'),
      Buffer.alloc(0),
      Buffer.from('b'),
    ]);
    expect(await cursor.fill(2)).toBe(true);
    expect(Buffer.from(cursor.buffered).toString()).toBe('ab');
  });

  it('closes its source when it is closed early', async () => {
    let released = false;
    const source = (function* () {
      try {
        yield Buffer.from('one');
        yield Buffer.from('two');
      } finally {
        released = true;
      }
    })();
    const cursor = new ByteCursor(source);
    await cursor.fill();
    await cursor.close();
    expect(released).toBe(true);
  });

  it('throws the error of the source every time more bytes are requested than there are', async () => {
    const cursor = new ByteCursor(thenThrow(Buffer.from('abc'), new Error('broken'), 1));
    await expect(cursor.fill(5)).rejects.toThrow('broken');
    expect(await cursor.fill(3)).toBe(true);
    expect(Buffer.from(cursor.buffered).toString()).toBe('abc');
    await expect(cursor.fill(4)).rejects.toThrow('broken');
  });

  it('keeps an error of the look-ahead until the bytes before it are consumed', async () => {
    const cursor = new ByteCursor(thenThrow(Buffer.from('abc'), new Error('broken'), 2));
    await cursor.lookAhead(16);
    expect(await cursor.fill()).toBe(true);
    expect(Buffer.from(cursor.buffered).toString()).toBe('abc');
    cursor.advance(3);
    await expect(cursor.fill()).rejects.toThrow('broken');
    expect(cursor.ended).toBe(false);
  });
});
