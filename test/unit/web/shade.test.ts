import { expect, test } from 'vitest';
import { shadeOf } from '../../../src/web/run/shade.ts';

/** WCAG 2.2's relative luminance of a grey, by its published formula. */
function luminance(grey: number): number {
  const c = grey / 255;
  const linear = c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear + 0.7152 * linear + 0.0722 * linear;
}

test('text is readable on every shade: a contrast of at least 4.5 to 1', () => {
  const seen = new Set<number>();
  for (let step = 0; step <= 10_000; step += 1) {
    const { background, text } = shadeOf(step / 10_000);
    const [dark, light] = [luminance(background), luminance(text)].sort((a, b) => a - b);
    expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
    seen.add(background);
  }
  expect(seen.size).toBe(256);
});

test('the shade goes from white to black and never back', () => {
  expect(shadeOf(0)).toEqual({ background: 255, text: 0 });
  expect(shadeOf(1)).toEqual({ background: 0, text: 255 });
  expect(shadeOf(-0.1).background).toBe(255);
  expect(shadeOf(1.1).background).toBe(0);
  let last = 255;
  for (let step = 0; step <= 1000; step += 1) {
    const { background } = shadeOf(step / 1000);
    expect(background).toBeLessThanOrEqual(last);
    last = background;
  }
});
