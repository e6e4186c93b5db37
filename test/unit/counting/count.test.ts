import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Count, EMPTY_COUNT, joinCounts } from '../../../src/counting/count.ts';
import { createCounter } from '../../../src/counting/create-counter.ts';
import { identifierReference, wcReference } from '../../support/reference-counts.ts';
import { checkProperty } from '../../support/seeded.ts';

/** Bytes in which borders of words and lines are frequent. */
const text = fc
  .array(fc.constantFrom(...' \t\n\v\f\rab_.-é\u00a0'), { maxLength: 40 })
  .map((characters) => Buffer.from(characters.join('')));
const bytes = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 60 }).map((values) => Buffer.from(values)),
);

function countOf(rule: 'wc' | 'identifier', piece: Uint8Array): Count {
  const counter = createCounter(rule);
  counter.update(piece);
  return counter.count();
}

describe('joinCounts', () => {
  const count = fc
    .record({
      bytes: fc.integer({ min: 1, max: 1e6 }),
      lines: fc.nat(1000),
      words: fc.integer({ min: 1, max: 1000 }),
      startsInWord: fc.boolean(),
      endsInWord: fc.boolean(),
    })
    .map((value): Count => value);

  it('does not change a count that is joined with the empty count', () => {
    expect(joinCounts(EMPTY_COUNT, EMPTY_COUNT)).toEqual(EMPTY_COUNT);
    return checkProperty(
      fc.property(count, (only) => {
        expect(joinCounts(only, EMPTY_COUNT)).toEqual(only);
        expect(joinCounts(EMPTY_COUNT, only)).toEqual(only);
      }),
    );
  });

  it('gives the same whichever neighbours are joined first', () => {
    const piece = fc.oneof(count, fc.constant(EMPTY_COUNT));
    return checkProperty(
      fc.property(piece, piece, piece, (a, b, c) => {
        expect(joinCounts(joinCounts(a, b), c)).toEqual(joinCounts(a, joinCounts(b, c)));
      }),
      500,
    );
  });

  it('counts a word across the border once, and two words that only touch it twice', () => {
    const join = (left: string, right: string) =>
      joinCounts(countOf('wc', Buffer.from(left)), countOf('wc', Buffer.from(right))).words;
    expect(join('one tw', 'o three')).toBe(3);
    expect(join('one two', ' three')).toBe(3);
    expect(join('one two ', 'three')).toBe(3);
    expect(join('on', 'e')).toBe(1);
  });

  it.each([
    ['wc', wcReference],
    ['identifier', identifierReference],
  ] as const)('gives the count of the whole by rule %s wherever it is cut', (rule, reference) =>
    checkProperty(
      fc.property(bytes, (whole) => {
        const expected = reference(whole);
        for (let cut = 0; cut <= whole.length; cut += 1) {
          const left = countOf(rule, whole.subarray(0, cut));
          const right = countOf(rule, whole.subarray(cut));
          const joined = joinCounts(left, right);
          expect(joined).toEqual(countOf(rule, whole));
          expect(joined).toMatchObject(expected);
        }
      }),
      200,
    ),
  );

  it.each(['wc', 'identifier'] as const)('joins single bytes to the whole by rule %s', (rule) =>
    checkProperty(
      fc.property(bytes, (whole) => {
        const counts = Array.from(whole, (byte) => countOf(rule, Uint8Array.of(byte)));
        expect(counts.reduce(joinCounts, EMPTY_COUNT)).toEqual(countOf(rule, whole));
      }),
      200,
    ),
  );
});
