import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeySet } from '../../../src/planning/key-set.ts';

test('says which keys are new, as a set of the keys themselves does', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '\0', '🎉', '\udc80'),
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const known = new Set<string>();
      const set = createKeySet();
      for (const one of keys) {
        expect(set.add(one)).toBe(!known.has(one));
        known.add(one);
      }
    }),
  );
});

test('tells many keys apart that differ little', () => {
  const set = createKeySet();
  const keys = Array.from({ length: 200_000 }, (_, n) => `logs/2026/11/${n}.log.gz`);
  expect(keys.filter((key) => !set.add(key))).toEqual([]);
  expect(keys.filter((key) => set.add(key))).toEqual([]);
});

test('tells keys apart in which characters are exchanged', () => {
  const set = createKeySet();
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
  const keys = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}`)));
  expect(keys.filter((key) => !set.add(key))).toEqual([]);
});
