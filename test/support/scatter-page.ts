// Makes files for the page of the scatter plot, and reads its table in a browser.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Files of so many words on so many lines. */
export function createFiles(
  files: Readonly<Record<string, readonly [words: number, lines: number]>>,
) {
  const root = createTemporaryFolder();
  for (const [name, [words, lines]] of Object.entries(files)) {
    const perLine = Math.floor(words / Math.max(1, lines));
    const last = words - perLine * lines;
    const text = `${'word '.repeat(perLine)}\n`.repeat(lines) + 'word '.repeat(last);
    writeFileSync(join(root, name), text);
  }
  return root;
}

export const FEW = {
  'small.log': [100, 10],
  'wide.log': [700, 20],
  'long.log': [150, 90],
  'large.log': [800, 80],
} as const;

/** Where a file stands on the screen, by the marks of the axes that a reader would go by. */
export async function placeOf(page: Page, [words, lines]: readonly [number, number]) {
  await page.locator('#plot').evaluate((plot) => plot.scrollIntoView({ block: 'center' }));
  const ticksOf = (axis: string, side: 'x' | 'y') =>
    page.locator(`.${axis} .tick`).evaluateAll(
      (ticks, along) =>
        ticks.map((tick) => ({
          value: Number(tick.textContent),
          at: tick.querySelector('line')?.getBoundingClientRect()[along] ?? 0,
        })),
      side,
    );
  const between = (ticks: readonly { value: number; at: number }[], value: number) => {
    const [from, to] = [ticks[0], ticks.at(-1)];
    if (!from || !to) throw new Error('an axis without marks');
    return from.at + ((value - from.value) / (to.value - from.value)) * (to.at - from.at);
  };
  return {
    x: between(await ticksOf('x-axis', 'x'), lines),
    y: between(await ticksOf('y-axis', 'y'), words),
  };
}

/** The cells of the rows that are drawn, row by row. */
export function rowsOf(page: Page): Promise<string[][]> {
  return page
    .locator('#files tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.firstElementChild?.textContent ?? '')),
    );
}

/** Waits until the table lists so many files. */
export async function waitForRows(page: Page, count: number): Promise<void> {
  await page.locator(`#table[aria-rowcount="${count + 1}"]`).waitFor();
}
