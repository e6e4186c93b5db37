import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLines, encodeLine } from '../../../src/protocol/ndjson.ts';
import { cutAt, inReusedMemory } from '../../fixtures/byte-sources.ts';
import { asAsync, collect } from '../../support/collect.ts';
import { checkProperty } from '../../support/seeded.ts';

async function decode(chunks: Iterable<Uint8Array>): Promise<unknown[]> {
  return (await collect(decodeLines(asAsync(chunks)))).flat();
}

function decodeText(text: string): Promise<unknown[]> {
  return decode([Buffer.from(text)]);
}

describe('encodeLine', () => {
  it('writes one value as one line', () => {
    expect(encodeLine({ a: 1 })).toBe('{"a":1}\n');
    expect(encodeLine('two\nlines')).toBe('"two\\nlines"\n');
  });

  it('writes a lone surrogate so that it comes back', async () => {
    const key = 'name-\udcff';
    expect(await decodeText(encodeLine({ key }))).toEqual([{ key }]);
  });
});

const stringUnit = fc.constantFrom('a', '"', '\\', '\n', '\0', 'é', '日', '😀', '\u2028', '\udcff');

describe('decodeLines', () => {
  it('gives the values back wherever the chunks are cut', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ stringUnit }), { maxLength: 6 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        async (values, offsets) => {
          const bytes = Buffer.from(values.map(encodeLine).join(''));
          const cuts = offsets.map((offset) => Math.min(offset, bytes.length));
          const expected = JSON.parse(JSON.stringify(values));
          expect(await decode(cutAt(bytes, cuts))).toEqual(expected);
        },
      ),
      80,
    ));

  it('puts characters together that were cut within', async () => {
    const value = { key: 'naïve 日本 😀' };
    const bytes = Buffer.from(encodeLine(value));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await decode(cutAt(bytes, [cut]))).toEqual([value]);
    }
    expect((await collect(decodeLines(inReusedMemory(bytes, 1)))).flat()).toEqual([value]);
  });

  it('leaves an unfinished last line out', async () => {
    expect(await decodeText('{"a":1}\n{"b":')).toEqual([{ a: 1 }]);
    expect(await decodeText('{"a":1}\n{"b":2}')).toEqual([{ a: 1 }]);
    expect(await decodeText('{"a":1}')).toEqual([]);
  });

  it('passes over empty lines', async () => {
    expect(await decodeText('\n\n1\n\n2\n')).toEqual([1, 2]);
    expect(await decodeText('')).toEqual([]);
  });

  it('throws at a line of more than 8 MiB, whether its end comes or not', async () => {
    const longest = Buffer.from(`"${'x'.repeat(2 ** 23 - 2)}"`);
    const newline = Buffer.from('\n');
    expect(await decode([longest, newline])).toEqual(['x'.repeat(2 ** 23 - 2)]);
    const space = Buffer.from(' ');
    await expect(decode([longest, space])).rejects.toThrow(SyntaxError);
    await expect(decode([Buffer.concat([longest, space, newline])])).rejects.toThrow(SyntaxError);
  });

  it('throws at a whole line that is not JSON, after the values before it', async () => {
    const values: unknown[] = [];
    const reading = (async () => {
      for await (const list of decodeLines(asAsync([Buffer.from('1\nnot json\n2\n')]))) {
        values.push(...list);
      }
    })();
    await expect(reading).rejects.toThrow(SyntaxError);
    expect(values).toEqual([1]);
  });
});
