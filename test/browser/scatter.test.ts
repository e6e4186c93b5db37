// The marks of the scatter plot in a browser, against the built program.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { numberOf, startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { createFiles, FEW, placeOf, rowsOf, waitForRows } from '../support/scatter-page.ts';
import { startServing } from '../support/serving.ts';
import { wcOfEach } from '../support/wc.ts';

const openPage = usePages();

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

/** A warning of Chromium about tests that read pixels. */
const READBACK = /getImageData/;

/** How opaque a canvas is at a place of the screen, 0 to 255. */
function inkAt(page: Page, canvas: string, place: { x: number; y: number }): Promise<number> {
  return page.locator(canvas).evaluate((element, { x, y }) => {
    const { left, top } = element.getBoundingClientRect();
    const context = (element as HTMLCanvasElement).getContext('2d');
    return context?.getImageData(Math.round(x - left), Math.round(y - top), 1, 1).data[3] ?? 0;
  }, place);
}

/** Drags from one file's place to another's, and beyond both. */
async function dragAround(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const [start, end] = [await placeOf(page, from), await placeOf(page, to)];
  await page.mouse.move(Math.min(start.x, end.x) - 8, Math.min(start.y, end.y) - 8);
  await page.mouse.down();
  await page.mouse.move(Math.max(start.x, end.x) + 8, Math.max(start.y, end.y) + 8, { steps: 4 });
  await page.mouse.up();
}

test('every file has a mark and a row with the counts of wc; hover shows its key', async () => {
  const root = createFiles(FEW);
  const expected = await wcOfEach(root);
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { mayComplain: READBACK });
  expect(await page.isVisible('#no-marks')).toBe(true);
  await startAndFinish(page, 'complete');
  await waitForRows(page, 4);
  expect(await page.isVisible('#no-marks')).toBe(false);
  const rows = await rowsOf(page);
  expect(new Map(rows.map(([key, words, lines]) => [key, [Number(words), Number(lines)]]))).toEqual(
    new Map([...expected].map(([key, { words, lines }]) => [key, [words, lines]])),
  );
  const frame = await page.locator('.axis.x-axis .domain').boundingBox();
  for (const [key, counts] of Object.entries(FEW)) {
    const place = await placeOf(page, counts);
    expect(await inkAt(page, '.marks', place)).toBeGreaterThan(0);
    await page.mouse.move(place.x + 4, place.y - 3);
    expect(await textOf(page, '.tip bdi')).toBe(key);
    expect(await textOf(page, '.tip span')).toContain(`${counts[0]} words, ${counts[1]} lines`);
    // It covers neither axis.
    const tip = await page.locator('.tip').boundingBox();
    expect(tip?.x ?? 0).toBeGreaterThanOrEqual(Math.floor((frame?.x ?? 0) - 12));
    expect((tip?.y ?? 0) + (tip?.height ?? 0)).toBeLessThanOrEqual(Math.ceil((frame?.y ?? 0) + 8));
  }
  await page.mouse.move(0, 0);
  expect(await page.isHidden('.tip')).toBe(true);
});

test('arrow keys move from file to file and announce each file', async () => {
  const serving = await startServing(['--dir', createFiles(FEW)]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await page.focus('#plot');
  const walk = async (...keys: string[]) => {
    const seen: string[] = [];
    for (const key of keys) {
      await page.keyboard.press(key);
      seen.push(await textOf(page, '.tip bdi'));
      expect(await textOf(page, '#chosen')).toContain(seen.at(-1));
    }
    return seen;
  };
  const byLines = ['small.log', 'wide.log', 'large.log', 'long.log'];
  expect(await walk('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight')).toEqual(byLines);
  expect(await walk('ArrowUp', 'ArrowUp', 'ArrowDown')).toEqual([
    'wide.log',
    'large.log',
    'wide.log',
  ]);
  expect(await walk('Home', 'End', 'ArrowLeft')).toEqual(['small.log', 'long.log', 'large.log']);
  expect(await textOf(page, '#chosen')).toMatch(/^large\.log: 800 words, 80 lines, 4\.08 kB, \d/);
  await page.keyboard.press('+');
  expect(await page.isEnabled('#reset-zoom')).toBe(true);
  expect(await textOf(page, '.tip bdi')).toBe('large.log');
  await page.keyboard.press('0');
  expect(await page.isEnabled('#reset-zoom')).toBe(false);
  // Enter lists the file of the mark alone; Escape all again.
  await page.keyboard.press('Enter');
  await waitForRows(page, 1);
  expect((await rowsOf(page)).map(([key]) => key)).toEqual(['large.log']);
  await page.keyboard.press('Escape');
  expect(await page.isHidden('.tip')).toBe(true);
  await page.keyboard.press('Escape');
  await waitForRows(page, 4);
});

test('a drag lists its files alone and can be zoomed to; a click lists those of a mark', async () => {
  const serving = await startServing(['--dir', createFiles(FEW)]);
  const page = await openPage(serving.port, '/scatter', { mayComplain: READBACK });
  await startAndFinish(page, 'complete');
  const marks = () => page.locator('.x-axis .tick').allTextContents();
  const whole = await marks();
  const keys = async () => (await rowsOf(page)).map(([key]) => key).sort();
  await dragAround(page, FEW['large.log'], FEW['wide.log']);
  await waitForRows(page, 2);
  expect(await keys()).toEqual(['large.log', 'wide.log']);
  expect(await textOf(page, '#range')).toBe('2 of 4 files');

  await page.click('#zoom-in');
  expect(await page.isEnabled('#reset-zoom')).toBe(true);
  expect(await marks()).not.toEqual(whole);
  expect(await keys()).toEqual(['large.log', 'wide.log']);
  const place = await placeOf(page, FEW['large.log']);
  expect(await inkAt(page, '.marks', place)).toBeGreaterThan(0);
  await page.click('#reset-zoom');
  expect(await marks()).toEqual(whole);
  expect(await page.locator('.brush .selection').isVisible()).toBe(true);

  await page.getByRole('button', { name: 'Clear filter' }).click();
  await waitForRows(page, 4);
  expect(await page.locator('.brush .selection').isVisible()).toBe(false);
  expect(await page.isDisabled('#zoom-in')).toBe(true);
  const { x, y } = await placeOf(page, FEW['long.log']);
  await page.mouse.click(x, y);
  await waitForRows(page, 1);
  expect(await keys()).toEqual(['long.log']);
  // A click beside all marks lists everything.
  await page.mouse.click(x - 50, y);
  await waitForRows(page, 4);
});

test('scales are logarithmic beyond two decades, unless one chooses', async () => {
  const files = { ...FEW, 'empty.log': [0, 0], 'huge.log': [20_000, 4_000] } as const;
  const serving = await startServing(['--dir', createFiles(files)]);
  const page = await openPage(serving.port, '/scatter');
  expect(await page.isChecked('#linear')).toBe(true);
  await startAndFinish(page, 'complete');
  await expect.poll(() => page.isChecked('#log'), SOON).toBe(true);
  const labels = (await page.locator('.x-axis .tick').allTextContents()).filter(Boolean);
  expect(labels.slice(0, 2)).toEqual(['0', '1']);
  expect(labels).toContain('1k');
  await page.focus('#plot');
  await page.keyboard.press('Home');
  expect(await textOf(page, '#chosen')).toMatch(/^empty\.log: 0 words, 0 lines, 0 B/);
  const ring = await page.locator('.ring').boundingBox();
  const zero = await page.locator('.x-axis .tick line').first().boundingBox();
  expect((ring?.x ?? 0) + (ring?.width ?? 0) / 2).toBeCloseTo(zero?.x ?? -1, 0);
  await page.getByText('Linear', { exact: true }).click();
  expect(await page.locator('.x-axis .tick').allTextContents()).toContain('2k');
});

test('equal files are one heavier mark, which lists them all', async () => {
  const files: Record<string, readonly [number, number]> = { 'other.log': [50, 5] };
  for (let n = 0; n < 43; n += 1) files[`equal-${n}.log`] = [20, 2];
  const serving = await startServing(['--dir', createFiles(files)]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  const { x, y } = await placeOf(page, [20, 2]);
  await page.mouse.move(x, y);
  expect(await textOf(page, '.tip small')).toBe('and 42 other files here; click to list them');
  await page.mouse.click(x, y);
  await waitForRows(page, 43);
});

test('partial files have a mark of their own, and files without counts have none', async () => {
  const root = createFiles(FEW);
  const text = `${'word '.repeat(8)}\n`.repeat(50);
  writeFileSync(join(root, 'cut.gz'), gzipSync(text).subarray(0, -9));
  writeFileSync(join(root, 'broken.zip'), 'PK\x03\x04 and more');
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { mayComplain: READBACK });
  await startAndFinish(page, 'incomplete');
  await waitForRows(page, 6);
  expect(await numberOf(page, '#counted-count')).toBe(4);
  expect(await numberOf(page, '#partial-count')).toBe(1);
  // Files that need attention come first.
  const [broken, cut] = await rowsOf(page);
  expect(broken?.slice(0, 3)).toEqual(['broken.zip', '–', '–']);
  expect(broken?.[5]).toBe('failed · unsupported format');
  expect(cut?.[0]).toBe('cut.gz');
  expect(cut?.[5]).toBe('partial · truncated');
  expect(await page.locator('th[aria-sort]').textContent()).toBe('Status');

  const place = await placeOf(page, [Number(cut?.[1]), Number(cut?.[2])]);
  expect(await inkAt(page, '.marks', place)).toBe(255);
  await page.mouse.move(place.x, place.y);
  expect(await textOf(page, '.tip em')).toBe(
    'partial: the compressed data ends too early; counted up to its end',
  );
  expect(await inkAt(page, '.marks', await placeOf(page, [0, 0]))).toBe(0);
  await page.getByRole('button', { name: '1 file without counts' }).click();
  await waitForRows(page, 2);
  expect(await page.inputValue('#outcome')).toBe('not-whole');
});

test('an interrupted run has no marks at 0 for what it did not reach', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--task-size', '1']);
  const page = await openPage(serving.port, '/scatter');
  await page.click('#start');
  await expect.poll(() => numberOf(page, '#counted-count'), SOON).toBe(1);
  await page.click('#stop');
  await waitForState(page, 'interrupted');
  await waitForRows(page, 2);
  const rows = await rowsOf(page);
  expect(rows.map(([key, , , , , status]) => [key, status])).toContainEqual([
    'small.txt',
    'counted',
  ]);
  await page.focus('#plot');
  for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  expect(await textOf(page, '.tip bdi')).toBe(
    // A part of the endless file may have been counted.
    (await numberOf(page, '#partial-count')) === 1 ? 'endless.log' : 'small.txt',
  );
});
