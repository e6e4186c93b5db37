// Both pages on narrow and wide screens.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startAndFinish, usePages } from '../support/pages.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const openPage = usePages();

/** Long names without a place to break them at, one of them of a file that is damaged. */
function createLongNames(): string {
  const root = createTemporaryFolder();
  const folder = join(root, 'a-very-long-folder-name'.repeat(8));
  mkdirSync(folder);
  writeFileSync(join(folder, `${'x'.repeat(200)}.log`), 'some words\n'.repeat(1000));
  writeFileSync(join(folder, `${'y'.repeat(200)}.gz`), gzipSync('some words').subarray(0, -9));
  return root;
}

test.each([
  ['/', 360],
  ['/', 1440],
  ['/', 1600],
  ['/scatter', 360],
  ['/scatter', 1440],
  ['/scatter', 1600],
])('%s fits a width of %d pixels, and its layout does not jump', async (path, width) => {
  const serving = await startServing(['--dir', createLongNames()]);
  const page = await openPage(serving.port, path, { viewport: { width, height: 800 } });
  const anchor = page.locator(path === '/' ? '#log' : '#files');
  const before = await anchor.boundingBox();
  await startAndFinish(page, 'incomplete');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  expect((await anchor.boundingBox())?.y).toBe(before?.y);
});

test.each([360, 720, 1000, 1100, 1440])(
  'numbers of fifteen digits fit at %d pixels',
  async (width) => {
    const serving = await startServing(['--dir', createLongNames()]);
    const page = await openPage(serving.port, '/', { viewport: { width, height: 800 } });
    const room = await page.locator('.number').evaluateAll((numbers) =>
      numbers.map((number) => {
        number.textContent = '999,999,999,999,999';
        return number.clientWidth - number.scrollWidth;
      }),
    );
    expect(room).toEqual([0, 0, 0, 0]);
  },
);
