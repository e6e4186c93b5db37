// The shade of a box, which goes from white to black as the share done grows, and a colour in which text
// is readable on it.

/** A grey, and black or white for the text, whichever has more contrast; from 0 (black) to 255 (white). */
export interface Shade {
  readonly background: number;
  readonly text: 0 | 255;
}

/** @param share 0 (white) to 1 (black). */
export function shadeOf(share: number): Shade {
  const background = Math.round(255 * (1 - Math.min(1, Math.max(0, share))));
  const text = contrastRatio(background, 0) >= contrastRatio(background, 255) ? 0 : 255;
  return { background, text };
}

export function toColor(grey: number): string {
  return `rgb(${grey} ${grey} ${grey})`;
}

/** 1 to 21, as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrastRatio(a: number, b: number): number {
  const [darker, lighter] = [luminance(Math.min(a, b)), luminance(Math.max(a, b))];
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of a grey, from 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(grey: number): number {
  const value = grey / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
