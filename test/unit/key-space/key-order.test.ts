import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '../../../src/key-space/key-order.ts';

const unit = fc.constantFrom('', 'a', 'b', '/', 'é', '\ud7ff', '\ue000', '\uffff', '🎉', '🎊', '𐀀');

test('keys are compared by their UTF-8 bytes', () => {
  const key = fc.string({ unit, maxLength: 6 });
  fc.assert(
    fc.property(key, key, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareKeys(left, right))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});
