// Counts objects in slices of any size, through the real cascade and worker. The totals are always those of
// the whole.

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedGzip } from '../support/blocked-gzip.ts';
import { countInSlices } from '../support/count-in-slices.ts';
import { gzipMember } from '../support/gzip-bytes.ts';
import { wcReference } from '../support/reference-counts.ts';
import { checkProperty, seededBytes, seededText } from '../support/seeded.ts';

const TEXT = seededText(40_000);

function members(text: Buffer, bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += bytes)
    parts.push(gzipSync(text.subarray(at, at + bytes)));
  return Buffer.concat(parts);
}

const OBJECTS: Readonly<Record<string, { encoded: Buffer; text: Buffer }>> = {
  'plain text': { encoded: TEXT, text: TEXT },
  'one gzip member': { encoded: gzipSync(TEXT), text: TEXT },
  'one gzip member of small blocks': { encoded: gzipSync(TEXT, { memLevel: 1 }), text: TEXT },
  'many gzip members': { encoded: members(TEXT, 1_500), text: TEXT },
  'many padded gzip members': {
    encoded: Buffer.concat([members(TEXT, 9_000), Buffer.alloc(900), members(TEXT, 2_000)]),
    text: Buffer.concat([TEXT, TEXT]),
  },
  BGZF: { encoded: blockedGzip(TEXT, 1_500), text: TEXT },
};

const SIZES = [1, 7, 100, 500, 1_000, 3_000, 10_000, 50_000, undefined];

describe.each(Object.keys(OBJECTS))('%s in slices', (name) => {
  const { encoded, text } = OBJECTS[name] as { encoded: Buffer; text: Buffer };

  it.each(SIZES)('of %s bytes has the total of the whole', async (sliceBytes) => {
    const { settled } = await countInSlices(encoded, sliceBytes);
    expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
  });

  it('has the total of the whole at any size', () =>
    checkProperty(
      fc.asyncProperty(fc.integer({ min: 20, max: encoded.length }), async (sliceBytes) => {
        const { settled } = await countInSlices(encoded, sliceBytes);
        expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
      }),
      20,
    ));
});

describe('slices', () => {
  it.each(['plain text', 'one gzip member of small blocks', 'many gzip members', 'BGZF'])(
    'of %s are counted apart',
    async (name) => {
      const { encoded } = OBJECTS[name] as { encoded: Buffer };
      const { settled, requests } = await countInSlices(encoded, 4_000);
      expect((settled as { pieces: number }).pieces).toBeGreaterThan(3);
      expect(requests.length).toBeGreaterThan(3);
    },
  );

  it('are not made where the rule of words needs the whole', async () => {
    for (const encoded of [gzipSync(TEXT), TEXT]) {
      const { settled, requests } = await countInSlices(encoded, 500, 'article');
      expect(settled).toMatchObject({ pieces: 1 });
      expect(requests).toHaveLength(1);
    }
  });

  it('of a member of one block find nothing to begin at', async () => {
    const { settled } = await countInSlices(gzipSync(TEXT), 500);
    expect(settled).toMatchObject({ count: wcReference(TEXT), pieces: 1 });
  });

  it('are not misled by gzip data that is only data', async () => {
    // The blocks are stored, so that the data contains whole archives of the same kind.
    for (const inner of [members(TEXT, 3_000), blockedGzip(TEXT, 3_000)]) {
      const outer = Buffer.concat([
        gzipMember(TEXT.subarray(0, 500)),
        gzipMember(inner, { level: 0 }),
        gzipMember(inner, { level: 0 }),
        blockedGzip(inner.subarray(0, 9_000), 9_000, 0),
      ]);
      const text = Buffer.concat([TEXT.subarray(0, 500), inner, inner, inner.subarray(0, 9_000)]);
      for (const sliceBytes of [300, 1_000, 5_000]) {
        const { settled } = await countInSlices(outer, sliceBytes);
        expect(settled).toMatchObject({ type: 'object', count: wcReference(text) });
      }
    }
  });

  it('of damaged data add up to what there is before the damage', async () => {
    for (const encoded of [members(TEXT, 1_500), blockedGzip(TEXT, 1_500)]) {
      for (const share of [0.1, 0.5, 0.9]) {
        const damaged = Buffer.from(encoded);
        const at = Math.floor(encoded.length * share);
        damaged.set(seededBytes(40), at);
        const whole = await countInSlices(damaged, undefined);
        expect(whole.settled?.type).toBe('failed');
        for (const sliceBytes of [700, 3_000]) {
          const { settled } = await countInSlices(damaged, sliceBytes);
          expect(settled).toMatchObject({ type: 'failed', count: whole.settled?.count });
        }
      }
    }
  });
});
