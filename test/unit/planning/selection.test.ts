import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonHead, createSelection, disjointPrefixes } from '../../../src/planning/selection.ts';

/** Short texts of few characters, so that many of them start with others. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '🎉', '\uffff'), maxLength: 4 });

test('disjoint prefixes select the same keys, and each key by one of them', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.array(text), (prefixes, keys) => {
      const disjoint = disjointPrefixes(prefixes);
      for (const key of [...keys, ...prefixes]) {
        const selecting = disjoint.filter((prefix) => key.startsWith(prefix));
        const isSelected = prefixes.some((prefix) => key.startsWith(prefix));
        expect(selecting).toHaveLength(isSelected ? 1 : 0);
      }
    }),
  );
});

test('a selection has each object once, by a prefix or as a key', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), fc.array(text), (prefixes, keys) => {
      const selection = createSelection(prefixes, keys);
      for (const key of keys) {
        const ways =
          selection.prefixes.filter((prefix) => key.startsWith(prefix)).length +
          selection.keys.filter((other) => other === key).length;
        expect(ways).toBe(1);
      }
    }),
  );
});

test('keys keep their order', () => {
  expect(createSelection(['p'], ['c', 'a', 'pq', 'c', 'b']).keys).toEqual(['c', 'a', 'b']);
});

test('the common head of texts is the longest', () => {
  expect(commonHead([])).toBe('');
  expect(commonHead(['2026/11/'])).toBe('2026/11/');
  expect(commonHead(['2026/11/a', '2026/12/'])).toBe('2026/1');
  expect(commonHead(['a', ''])).toBe('');
  // Both begin with the same half of a surrogate pair.
  expect(commonHead(['x🎉', 'x🎊'])).toBe('x');
});
