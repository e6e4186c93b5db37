// The page of the scatter plot in a browser, against the built program.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startBreakingProxy } from '../support/breaking-proxy.ts';
import { createEndlessTree } from '../support/endless-tree.ts';
import type { TimedEvent } from '../support/made-up-run.ts';
import { numberOf, startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { seededRandom } from '../support/seeded.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { wcOfEach } from '../support/wc.ts';

const openPage = usePages();

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

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

/** The cells of the rows that are drawn, row by row. */
function rowsOf(page: Page): Promise<string[][]> {
  return page
    .locator('#files tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.firstElementChild?.textContent ?? '')),
    );
}

/** Waits until the table lists so many files. */
async function waitForRows(page: Page, count: number): Promise<void> {
  await page.locator(`#table[aria-rowcount="${count + 1}"]`).waitFor();
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

/** An event of each of so many files, without a disk that could not make them as fast. */
function* makeUpFiles(count: number): Generator<TimedEvent> {
  const random = seededRandom();
  const source = { bucket: 'logs', prefix: '' };
  yield {
    atMs: 0,
    event: { type: 'run-started', schema: 1, source, engine: 'lambda', words: 'wc' },
  };
  yield { atMs: 1, event: { type: 'listed', objects: count, sizeBytes: count, complete: true } };
  for (let n = 0; n < count; n += 1) {
    const lines = Math.floor(10 ** (random() * 4));
    const words = Math.floor(lines * (1 + random() * 20));
    const counts = { sizeBytes: 1, bytes: words * 6, lines, words, ms: random() * 100 };
    yield { atMs: 2, event: { type: 'object', key: `app-${n}.log`, ...counts, status: 'counted' } };
  }
  yield { atMs: 3, event: { type: 'run-ended', status: 'complete', elapsedMs: 3 } };
}

test('50,000 files, with the time that a frame takes', async ({ annotate }) => {
  const count = 50_000;
  const serving = await serveMadeUp({
    config: { source: { bucket: 'logs' }, engine: 'lambda' },
    events: [...makeUpFiles(count)],
  });
  onTestFinished(() => serving.close());
  const page = await openPage(serving.port, '/scatter', { prepare: noteFrames });
  const takeFrames = () => page.evaluate(() => (window as FramesSeen).frameMs?.splice(0) ?? []);
  await takeFrames();
  await page.click('#start');
  serving.playTo(3);
  await waitForState(page, 'complete');
  await waitForRows(page, count);
  expect(await numberOf(page, '#counted-count')).toBe(count);
  await annotate(`while they come: ${describeFrames(await takeFrames())}`);

  const plot = await page.locator('#plot').boundingBox();
  if (!plot) throw new Error('no plot');
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.move(plot.x + 80 + step * 8, plot.y + 60 + step * 2);
  }
  await annotate(`while a pointer moves: ${describeFrames(await takeFrames())}`);
  for (let times = 0; times < 5; times += 1) {
    await page.getByText('Linear', { exact: true }).click();
    await page.getByText('Log', { exact: true }).click();
  }
  await annotate(`while all is drawn anew ten times: ${describeFrames(await takeFrames())}`);
  await page.locator('#scroller').evaluate(async (scroller) => {
    for (let step = 0; step < 60; step += 1) {
      scroller.scrollTop += 700;
      await new Promise(requestAnimationFrame);
    }
  });
  await annotate(`while the table scrolls: ${describeFrames(await takeFrames())}`);
}, 90_000);

function describeFrames(frameMs: readonly number[]): string {
  const sorted = frameMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(1);
  return `${sorted.length} frames, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, longest ${at(1)} ms`;
}
