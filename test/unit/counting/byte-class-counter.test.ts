import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScalarCounter } from '../../../src/counting/create-counter.ts';
import { cutAt } from '../../fixtures/byte-sources.ts';
import { identifierReference, wcReference } from '../../support/reference-counts.ts';
import { checkProperty, seededBytes, seededText } from '../../support/seeded.ts';

const RULES = [
  ['wc', wcReference],
  ['identifier', identifierReference],
] as const;

describe.each(RULES)('the counter of rule %s', (rule, reference) => {
  it('counts nothing in an empty text', () => {
    const nothing = { bytes: 0, lines: 0, words: 0, startsInWord: false, endsInWord: false };
    expect(createScalarCounter(rule).count()).toEqual(nothing);
  });

  it('classifies every byte value like the reference', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const bytes = Uint8Array.of(byte, 0x20, byte);
      const counter = createScalarCounter(rule);
      counter.update(bytes);
      const expected = reference(bytes);
      const isWord = expected.words > 0;
      expect(counter.count()).toEqual({ ...expected, startsInWord: isWord, endsInWord: isWord });
    }
  });

  it('agrees with the reference on arbitrary bytes, however they are cut', () =>
    checkProperty(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(300), { maxLength: 12 }),
        (bytes, offsets) => {
          const counter = createScalarCounter(rule);
          const cuts = offsets.map((offset) => Math.min(offset, bytes.length));
          for (const chunk of cutAt(bytes, cuts)) counter.update(chunk);
          expect(counter.count()).toMatchObject(reference(bytes));
        },
      ),
      500,
    ));

  it('agrees with the reference on a large text and on large noise', () => {
    for (const bytes of [seededText(300_000), seededBytes(300_000)]) {
      const counter = createScalarCounter(rule);
      counter.update(bytes);
      expect(counter.count()).toMatchObject(reference(bytes));
    }
  });

  it('can give its count between two chunks', () => {
    const counter = createScalarCounter(rule);
    counter.update(Buffer.from('one tw'));
    expect(counter.count()).toMatchObject({ words: 2, startsInWord: true, endsInWord: true });
    counter.update(Buffer.from('o\n'));
    expect(counter.count()).toMatchObject({ words: 2, lines: 1, endsInWord: false });
  });
});
