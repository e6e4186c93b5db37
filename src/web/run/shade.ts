// The shade of a box: from white through greys to black as the share done grows, and the colour in
// which text can be read on it.

/** A grey, and black or white, whichever is read better on it; each as 0 (black) to 255 (white). */
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

/** Of a grey, all three channels being the same: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(grey: number): number {
  const value = grey / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
