// A bar for a share, and small columns for a series of figures, in block elements of Unicode.

import type { Part } from './styled-row.ts';

const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * The filled part in whole columns, rounded down, and the track behind it. A column that is filled in part
 * would leave a gap before the track.
 */
export function progressBar(share: number, columns: number): readonly [Part, Part] {
  const filled = Math.floor(Math.min(1, Math.max(0, share)) * columns);
  return [
    ['█'.repeat(filled), 'cyan'],
    ['░'.repeat(columns - filled), 'dim'],
  ];
}

/** The last figures that fit, each in a column whose height is its share of the greatest of them. */
export function sparkline(figures: readonly number[], columns: number): string {
  const shown = columns > 0 ? figures.slice(-columns) : [];
  const greatest = Math.max(...shown);
  const top = HEIGHTS.length - 1;
  return shown
    .map((figure) => HEIGHTS[greatest > 0 ? Math.round((figure / greatest) * top) : 0])
    .join('');
}
