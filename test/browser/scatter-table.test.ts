// The table of files below the scatter plot in a browser, against the built program.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startBreakingProxy } from '../support/breaking-proxy.ts';
import { startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { createFiles, FEW, placeOf, rowsOf, waitForRows } from '../support/scatter-page.ts';
import { startServing } from '../support/serving.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

function createMany(count: number): Record<string, readonly [number, number]> {
  const files: Record<string, readonly [number, number]> = {};
  for (let n = 0; n < count; n += 1) {
    files[`${String(n).padStart(3, '0')}.log`] = [(n * 37) % 211, 1];
  }
  return files;
}

test('the table sorts by any column, and draws only the rows in sight', async () => {
  const files = createMany(200);
  const serving = await startServing(['--dir', createFiles(files)]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await waitForRows(page, 200);
  const rows = await rowsOf(page);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBeLessThan(60);
  const keys = Object.keys(files);
  const keysOf = async () => (await rowsOf(page)).map(([key]) => key);
  const byName = (name: string) => page.getByRole('button', { name, exact: true });
  await byName('Key').click();
  await expect.poll(keysOf, SOON).toEqual(keys.slice(0, rows.length));
  await byName('Key').click();
  await expect.poll(keysOf, SOON).toEqual(keys.toReversed().slice(0, rows.length));
  expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');

  const words = Object.values(files).map(([count]) => count);
  await byName('Words').click();
  const wordsOf = async () => (await rowsOf(page)).map((row) => Number(row[1]));
  const sorted = words.toSorted((a, b) => b - a);
  await expect.poll(wordsOf, SOON).toEqual(sorted.slice(0, rows.length));
  await page.locator('#scroller').evaluate((scroller) => {
    scroller.scrollTop = scroller.scrollHeight;
  });
  await expect.poll(async () => (await wordsOf()).at(-1), SOON).toBe(sorted.at(-1));
  expect(await page.locator('#files tr').last().getAttribute('aria-rowindex')).toBe('201');
});

test('the table is walked with keys, and shows the whole of the row that was chosen', async () => {
  const serving = await startServing(['--dir', createFiles(createMany(200))]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await waitForRows(page, 200);
  await page.getByRole('button', { name: 'Key', exact: true }).click();
  await page.focus('#scroller');
  const detailAfter = async (key: string) => {
    await page.keyboard.press(key);
    return await textOf(page, '#detail');
  };
  expect(await detailAfter('ArrowDown')).toMatch(/^000\.log: 0 words, 1 line, /);
  expect(await detailAfter('ArrowDown')).toMatch(/^001\.log: 37 words, /);
  expect(await detailAfter('End')).toMatch(/^199\.log: /);
  await page.locator('tr.selected', { hasText: '199.log' }).waitFor();
  expect(await detailAfter('PageUp')).toMatch(/^18\d\.log: /);
  expect(await detailAfter('Home')).toMatch(/^000\.log: /);
  // The plot points to its mark.
  expect(await textOf(page, '.tip bdi')).toBe('000.log');
  expect(await detailAfter('Escape')).toBe('');
});

test.each([
  ['failed', 'The run failed before a file was counted.', /^The run failed before/],
  ['nothing', 'The run found no files.', /^No file was counted/],
] as const)('after a run that is %s, nothing is promised', async (name, noFiles, noMarks) => {
  const { page } = await showState(openPage, name, { path: '/scatter' });
  await expect.poll(() => textOf(page, '#no-files')).toBe(noFiles);
  expect(await textOf(page, '#no-marks')).toMatch(noMarks);
});

test('the filter takes part of a key and a state; nothing found says so', async () => {
  const root = createFiles({ ...FEW, 'App-1.txt': [3, 1] });
  writeFileSync(join(root, 'cut.txt.gz'), gzipSync('some words').subarray(0, -9));
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter');
  expect(await textOf(page, '#no-files')).toMatch(/^No files yet/);
  await startAndFinish(page, 'incomplete');
  await waitForRows(page, 6);
  await page.fill('#filter', 'TXT');
  await waitForRows(page, 2);
  expect(await textOf(page, '#range')).toBe('2 of 6 files');
  await page.selectOption('#outcome', 'partial');
  await waitForRows(page, 1);
  await page.fill('#filter', 'nothing like it');
  await waitForRows(page, 0);
  expect(await textOf(page, '#no-files')).toBe('No file matches the filter.');
  expect(await page.isDisabled('#download')).toBe(true);
  await page.click('#clear-filter');
  await waitForRows(page, 6);
  expect(await page.inputValue('#filter')).toBe('');
});

test.each([360, 768])('every column is in sight at %d pixels', async (width) => {
  const root = createFiles(FEW);
  writeFileSync(join(root, `${'long-name-'.repeat(18)}end.gz`), gzipSync('ab').subarray(0, -6));
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { viewport: { width, height: 740 } });
  await startAndFinish(page, 'incomplete');
  await waitForRows(page, 5);
  const outside = await page.locator('#scroller').evaluate((scroller) => {
    const { right } = scroller.getBoundingClientRect();
    const cells = [...scroller.querySelectorAll('#files tr > *, thead button')];
    return {
      wide: scroller.scrollWidth - scroller.clientWidth,
      cells: cells.filter((cell) => {
        const box = cell.getBoundingClientRect();
        return box.right > right + 0.5 || box.width === 0 || box.height === 0;
      }).length,
    };
  });
  expect(outside).toEqual({ wide: 0, cells: 0 });
  // The end of a key that is too long is shown.
  const [row] = await page.locator('#files tr bdi').evaluateAll((keys) =>
    keys.map((key) => {
      const tail = key.lastElementChild?.getBoundingClientRect();
      const box = key.closest('tr')?.getBoundingClientRect();
      return { text: key.textContent, isInside: (tail?.right ?? 1) <= (box?.right ?? 0) };
    }),
  );
  expect(row).toMatchObject({ isInside: true });
  expect(row?.text).toMatch(/end\.gz$/);
});

test('keys are shown as text, never as HTML, and are no formulas in the CSV', async () => {
  const image = '<img src=x onerror=alert(1)>.log';
  const formula = '=HYPERLINK("javascript:alert(1)").log';
  const root = createFiles({ [image]: [10, 2], [formula]: [30, 5] });
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await waitForRows(page, 2);
  await page.getByRole('button', { name: 'Words' }).click();
  await expect
    .poll(async () => (await rowsOf(page)).map(([key]) => key), SOON)
    .toEqual([formula, image]);
  const place = await placeOf(page, [10, 2]);
  await page.mouse.move(place.x, place.y);
  expect(await textOf(page, '.tip bdi')).toBe(image);
  expect(await page.locator('img').count()).toBe(0);

  expect(await downloadCsv(page)).toMatch(
    new RegExp(
      '^key,words,lines,bytes,sizeBytes,ms,status,reason\\r\\n' +
        '"\'=HYPERLINK\\(""javascript:alert\\(1\\)""\\)\\.log",30,5,155,155,[\\d.]+,counted,\\r\\n' +
        '<img src=x onerror=alert\\(1\\)>\\.log,10,2,52,52,[\\d.]+,counted,\\r\\n$',
    ),
  );
});

async function downloadCsv(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('wordcount.csv');
  return readFileSync(await download.path(), 'utf8');
}

test('after a break each file is shown exactly once', async () => {
  const files: Record<string, readonly [number, number]> = {};
  for (let n = 0; n < 1_500; n += 1) files[`${n}.log`] = [n % 40, n % 7];
  const serving = await startServing(['--dir', createFiles(files)]);
  const proxy = await startBreakingProxy(serving.port, 60_000);
  const page = await openPage(proxy.port, '/scatter', { mayComplain: /ERR_/ });
  await page.click('#start');
  await waitForState(page, 'broken');
  proxy.mend();
  await waitForState(page, 'complete');
  expect(proxy.streams).toBe(2);
  await waitForRows(page, 1_500);
  const lines = (await downloadCsv(page)).trimEnd().split('\r\n').slice(1);
  const seen = lines.map((line) => line.split(',').slice(0, 3).join());
  expect(seen.toSorted()).toEqual(
    Object.entries(files)
      .map(([key, counts]) => [key, ...counts].join())
      .sort(),
  );
  expect(await serving.runs()).toHaveLength(1);
});
