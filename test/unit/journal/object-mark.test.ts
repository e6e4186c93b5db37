import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markOf } from '../../../src/journal/object-mark.ts';

it('is the beginning of a hash of size, entity tag and key', () => {
  const hash = createHash('sha256').update('12 5 "tag"=a/b.log').digest('base64');
  expect(markOf({ key: 'a/b.log', sizeBytes: 12, etag: '"tag"' })).toBe(hash.slice(0, 16));
});

it('is another for every other key, size and entity tag', () => {
  const object = fc.record({
    key: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii', maxLength: 3 })),
    sizeBytes: fc.nat({ max: 3 }),
    etag: fc.string({ maxLength: 3 }),
  });
  fc.assert(
    fc.property(object, object, (a, b) => {
      const isSame = a.key === b.key && a.sizeBytes === b.sizeBytes && a.etag === b.etag;
      expect(markOf(a) === markOf(b)).toBe(isSame);
    }),
    { numRuns: 2_000 },
  );
});

it('tells apart names of files that are not UTF-8', () => {
  const of = (key: string) => markOf({ key, sizeBytes: 1, etag: 'e' });
  const keys = ['\udc80', '\udc81', '"\\udc80"', '\ufffd', '🎉', '"🎉"'];
  expect(new Set(keys.map(of)).size).toBe(keys.length);
});

it('is none without an entity tag', () => {
  expect(markOf({ key: 'a', sizeBytes: 1 })).toBeUndefined();
});
