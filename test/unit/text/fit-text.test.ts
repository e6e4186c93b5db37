import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fitText } from '../../../src/text/fit-text.ts';
import { checkProperty } from '../../support/seeded.ts';

const unit = fc.constantFrom('a', '/', '\n', '\x1b', 'é', '日', '😀', '\u202e', '\udcff');

describe('fitText', () => {
  it('does not change a text that fits', () => {
    expect(fitText('abcdef', 6)).toBe('abcdef');
    expect(fitText('', 6)).toBe('');
  });

  it('cuts the middle out of a longer text', () => {
    expect(fitText('abcdefghij', 7)).toBe('abc…hij');
    expect(fitText('abcdefghij', 6)).toBe('abc…ij');
    expect(fitText('logs/2026/11/22/very-long-name.gz', 20)).toBe('logs/2026/…g-name.gz');
  });

  it('measures the escaped text', () => {
    expect(fitText('\x1b\x1b\x1b', 9)).toBe('\\x1b…\\x1b');
  });

  it('is never too long, and cuts no character in two', () =>
    checkProperty(
      fc.property(
        fc.string({ unit, maxLength: 100 }),
        fc.integer({ min: 0, max: 60 }),
        (text, width) => {
          const fitted = fitText(text, width);
          expect(stringWidth(fitted)).toBeLessThanOrEqual(width);
          expect(Buffer.from(fitted).toString()).toBe(fitted);
        },
      ),
      200,
    ));
});
