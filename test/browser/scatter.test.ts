// The page of the scatter plot, in a browser, against the program as it ships.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startBreakingProxy } from '../support/breaking-proxy.ts';
import { numberOf, startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { seededRandom } from '../support/seeded.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { wcOfEach } from '../support/wc.ts';

const openPage = usePages();

/** Files of so many words on so many lines. */
function createFiles(files: Readonly<Record<string, readonly [words: number, lines: number]>>) {
  const root = createTemporaryFolder();
  for (const [name, [words, lines]] of Object.entries(files)) {
    const perLine = Math.floor(words / Math.max(1, lines));
    const last = words - perLine * lines;
    const text = `${'word '.repeat(perLine)}\n`.repeat(lines) + 'word '.repeat(last);
    writeFileSync(join(root, name), text);
  }
  return root;
}

const FEW = {
  'small.log': [100, 10],
  'wide.log': [700, 20],
  'long.log': [150, 90],
  'large.log': [800, 80],
} as const;

/** Where a file stands on the screen, by the marks of the axes that a reader would go by. */
async function placeOf(page: Page, [words, lines]: readonly [number, number]) {
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

/** What Chromium thinks of tests that look at pixels. */
const READBACK = /getImageData/;

/** How opaque a canvas is at a place of the screen, 0 to 255. */
function inkAt(page: Page, canvas: string, place: { x: number; y: number }): Promise<number> {
  return page.locator(canvas).evaluate((element, { x, y }) => {
    const { left, top } = element.getBoundingClientRect();
    const context = (element as HTMLCanvasElement).getContext('2d');
    return context?.getImageData(Math.round(x - left), Math.round(y - top), 1, 1).data[3] ?? 0;
  }, place);
}

/** The cells of the table's page, row by row. */
function rowsOf(page: Page): Promise<string[][]> {
  return page
    .locator('#files tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    );
}

test('every file is a mark and a row, as wc counts it; hover shows which', async () => {
  const root = createFiles(FEW);
  const expected = await wcOfEach(root);
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { mayComplain: READBACK });
  await startAndFinish(page, 'complete');
  await expect.poll(async () => (await rowsOf(page)).length).toBe(4);
  const rows = await rowsOf(page);
  expect(new Map(rows.map(([key, words, lines]) => [key, [Number(words), Number(lines)]]))).toEqual(
    new Map([...expected].map(([key, { words, lines }]) => [key, [words, lines]])),
  );
  for (const [key, counts] of Object.entries(FEW)) {
    const place = await placeOf(page, counts);
    expect(await inkAt(page, '.dots', place)).toBeGreaterThan(0);
    await page.mouse.move(place.x + 4, place.y - 3);
    expect(await textOf(page, '.tip bdi')).toBe(key);
    expect(await textOf(page, '.tip span')).toContain(`${counts[0]} words, ${counts[1]} lines`);
  }
  await page.mouse.move(0, 0);
  expect(await page.isHidden('.tip')).toBe(true);
});

test('arrow keys go from file to file, and say where they are', async () => {
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
  expect(await textOf(page, '#chosen')).toBe('large.log: 800 words, 80 lines, 4.08 kB');
  await page.keyboard.press('+');
  expect(await page.isEnabled('#reset-zoom')).toBe(true);
  expect(await textOf(page, '.tip bdi')).toBe('large.log');
  await page.keyboard.press('0');
  expect(await page.isEnabled('#reset-zoom')).toBe(false);
  await page.keyboard.press('Escape');
  expect(await page.isHidden('.tip')).toBe(true);
});

test('a drag zooms in, a double click and a button zoom out again', async () => {
  const serving = await startServing(['--dir', createFiles(FEW)]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  const marks = () => page.locator('.x-axis .tick').allTextContents();
  const whole = await marks();
  const zoomIn = async () => {
    const { x, y } = await placeOf(page, FEW['long.log']);
    await page.mouse.move(x - 60, y - 60);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 20, { steps: 4 });
    await page.mouse.up();
    expect(await page.isEnabled('#reset-zoom')).toBe(true);
    expect(await marks()).not.toEqual(whole);
  };
  await zoomIn();
  const place = await placeOf(page, FEW['long.log']);
  expect(await inkAt(page, '.dots', place)).toBeGreaterThan(0);
  await page.mouse.move(place.x, place.y);
  expect(await textOf(page, '.tip bdi')).toBe('long.log');
  await page.mouse.dblclick(place.x, place.y);
  expect(await marks()).toEqual(whole);
  await zoomIn();
  await page.click('#reset-zoom');
  expect(await marks()).toEqual(whole);
});

test('on logarithmic scales each file is where it belongs too', async () => {
  const serving = await startServing(['--dir', createFiles({ ...FEW, 'empty.log': [0, 0] })]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await page.getByText('Log', { exact: true }).click();
  const labels = (await page.locator('.x-axis .tick').allTextContents()).filter(Boolean);
  expect(labels.slice(0, 2)).toEqual(['0', '1']);
  expect(labels).toContain('10');
  await page.focus('#plot');
  await page.keyboard.press('Home');
  expect(await textOf(page, '#chosen')).toBe('empty.log: 0 words, 0 lines, 0 B');
  const ring = await page.locator('.ring').boundingBox();
  const zero = await page.locator('.x-axis .tick line').first().boundingBox();
  expect((ring?.x ?? 0) + (ring?.width ?? 0) / 2).toBeCloseTo(zero?.x ?? -1, 0);
});

test('partial and failed files have marks of their own', async () => {
  const root = createFiles(FEW);
  const text = `${'word '.repeat(8)}\n`.repeat(50);
  writeFileSync(join(root, 'cut.gz'), gzipSync(text).subarray(0, -9));
  writeFileSync(join(root, 'broken.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7]));
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { mayComplain: READBACK });
  await startAndFinish(page, 'incomplete');
  expect(await numberOf(page, '#counted-count')).toBe(4);
  const odd = (await numberOf(page, '#partial-count')) + (await numberOf(page, '#failed-count'));
  expect(odd).toBe(2);
  await page.focus('#plot');
  await expect.poll(async () => (await rowsOf(page)).length).toBe(6);
  const cut = (await rowsOf(page)).find(([key]) => key === 'cut.gz');
  expect(cut?.[4]).toBe('partial: the compressed data ends too early; counted up to its end');
  const place = await placeOf(page, [Number(cut?.[1]), Number(cut?.[2])]);
  expect(await inkAt(page, '.marks', place)).toBeGreaterThan(200);
  expect(await inkAt(page, '.dots', place)).toBe(0);
  expect(await inkAt(page, '.marks', await placeOf(page, FEW['wide.log']))).toBe(0);
  await page.mouse.move(place.x, place.y);
  expect(await textOf(page, '.tip em')).toBe(cut?.[4]);
});

test('the table is sorted by any column, and turned page by page', async () => {
  const files: Record<string, readonly [number, number]> = {};
  for (let n = 0; n < 60; n += 1) files[`${String(n).padStart(2, '0')}.log`] = [(n * 37) % 61, 1];
  const serving = await startServing(['--dir', createFiles(files)]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await expect.poll(() => textOf(page, '#range')).toBe('1 to 25 of 60');
  const column = async (at: number) => (await rowsOf(page)).map((row) => row[at]);
  const keys = Object.keys(files);
  await page.getByRole('button', { name: 'Key', exact: true }).click();
  expect(await column(0)).toEqual(keys.slice(0, 25));
  await page.getByRole('button', { name: 'Key', exact: true }).click();
  expect(await column(0)).toEqual(keys.toReversed().slice(0, 25));
  expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');

  const words = Object.values(files).map(([count]) => count);
  await page.getByRole('button', { name: 'Words' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  expect((await column(1)).map(Number)).toEqual(words.toSorted((a, b) => b - a).slice(50));
  expect(await textOf(page, '#range')).toBe('51 to 60 of 60');
  expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
});

test('keys are text and never HTML, nor a formula in the CSV', async () => {
  const image = '<img src=x onerror=alert(1)>.log';
  const formula = '=HYPERLINK("javascript:alert(1)").log';
  const root = createFiles({ [image]: [10, 2], [formula]: [30, 5] });
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter');
  await startAndFinish(page, 'complete');
  await page.getByRole('button', { name: 'Words' }).click();
  expect((await rowsOf(page)).map(([key]) => key)).toEqual([formula, image]);
  const place = await placeOf(page, [10, 2]);
  await page.mouse.move(place.x, place.y);
  expect(await textOf(page, '.tip bdi')).toBe(image);
  expect(await page.locator('img').count()).toBe(0);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('wordcount.csv');
  expect(readFileSync(await download.path(), 'utf8')).toBe(
    'key,words,lines,bytes,sizeBytes,status,reason\r\n' +
      '"\'=HYPERLINK(""javascript:alert(1)"").log",30,5,155,155,counted,\r\n' +
      '<img src=x onerror=alert(1)>.log,10,2,52,52,counted,\r\n',
  );
});

test('a connection that breaks leaves no file out, and none twice', async () => {
  const files: Record<string, readonly [number, number]> = {};
  for (let n = 0; n < 1_500; n += 1) files[`${n}.log`] = [n % 40, n % 7];
  const serving = await startServing(['--dir', createFiles(files)]);
  const proxy = await startBreakingProxy(serving.port, 60_000);
  const page = await openPage(proxy.port, '/scatter', { mayComplain: /ERR_/ });
  await page.click('#start');
  await waitForState(page, 'broken');
  await waitForState(page, 'complete');
  expect(proxy.streams).toBe(2);
  await expect.poll(() => textOf(page, '#range')).toBe('1 to 25 of 1,500');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
    .slice(1);
  const seen = lines.map((line) => line.split(',').slice(0, 3).join());
  expect(seen.toSorted()).toEqual(
    Object.entries(files)
      .map(([key, counts]) => [key, ...counts].join())
      .sort(),
  );
  expect(await serving.runs()).toHaveLength(1);
});

interface FramesSeen {
  frameMs?: number[];
}

/** Notes how long each frame takes. */
function noteFrames(): void {
  const frameMs: number[] = [];
  (window as FramesSeen).frameMs = frameMs;
  let last = performance.now();
  const tick = (now: number) => {
    frameMs.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

test('20,000 files, and how long a frame takes', async ({ annotate }) => {
  const count = 20_000;
  const root = createTemporaryFolder();
  const random = seededRandom();
  for (let folder = 0; folder < 20; folder += 1) mkdirSync(join(root, String(folder)));
  for (let n = 0; n < count; n += 1) {
    const lines = Math.floor(random() ** 3 * 60);
    const text = `${'w '.repeat(1 + random() * 8)}\n`.repeat(lines);
    writeFileSync(join(root, String(n % 20), `${n}.log`), text);
  }
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/scatter', { prepare: noteFrames });
  const takeFrames = () => page.evaluate(() => (window as FramesSeen).frameMs?.splice(0) ?? []);
  await takeFrames();
  await startAndFinish(page, 'complete');
  await expect.poll(() => numberOf(page, '#counted-count')).toBe(count);
  await annotate(`while they come: ${describeFrames(await takeFrames())}`);

  const plot = await page.locator('#plot').boundingBox();
  if (!plot) throw new Error('no plot');
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.move(plot.x + 80 + step * 8, plot.y + plot.height - 60 - step * 4);
  }
  await annotate(`while a pointer moves: ${describeFrames(await takeFrames())}`);
  for (let times = 0; times < 5; times += 1) {
    await page.getByText('Log', { exact: true }).click();
    await page.getByText('Linear', { exact: true }).click();
  }
  await annotate(`while all is drawn anew ten times: ${describeFrames(await takeFrames())}`);
  expect(await textOf(page, '#state')).toMatch(/^Complete: all 20,000 keys/);
}, 90_000);

function describeFrames(frameMs: readonly number[]): string {
  const sorted = frameMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(1);
  return `${sorted.length} frames, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, longest ${at(1)} ms`;
}
