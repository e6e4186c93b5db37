// The page of counters on narrow and wide screens. That of the scatter plot is below.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeUpRun } from '../support/made-up-run.ts';
import { ON_LAMBDA, STATES } from '../support/made-up-states.ts';
import { startAndFinish, usePages, waitForState } from '../support/pages.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const openPage = usePages();
const WIDTHS = [360, 768, 1440, 1920];

/** Long names without a place to break them at, one of them of a file that is damaged. */
function createLongNames(): string {
  const root = createTemporaryFolder();
  const folder = join(root, 'a-very-long-folder-name'.repeat(8));
  mkdirSync(folder);
  writeFileSync(join(folder, `${'x'.repeat(200)}.log`), 'some words\n'.repeat(1000));
  writeFileSync(join(folder, `${'y'.repeat(200)}.gz`), gzipSync('some words').subarray(0, -9));
  return root;
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** The upper edges of all parts of the page, from its beginning. */
function placesOf(page: Page): Promise<number[]> {
  return page
    .locator('.progress, .figures, .total, .card:not(#intro), .chart')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().top + scrollY));
}

test.each(WIDTHS)('nothing moves during a run at %d pixels', async (width) => {
  const events = makeUpRun({
    ...ON_LAMBDA,
    outcomes: [{ status: 'partial', reason: 'truncated', keys: 300 }],
    throttled: true,
  });
  const serving = await serveMadeUp({ ...STATES.counting, events });
  onTestFinished(() => serving.close());
  await serving.start('2026/11/', false);
  serving.playTo(6);
  const page = await openPage(serving.port, '/?prefix=2026/11/', {
    viewport: { width, height: 800 },
  });
  await waitForState(page, 'running');
  const places = await placesOf(page);
  for (const ms of [420, 1_000, 3_000, 6_000, 9_000]) {
    serving.playTo(ms);
    await expect.poll(() => page.locator('#read').textContent()).toContain('MB');
    expect(await placesOf(page)).toEqual(places);
  }
  serving.playTo(Number.MAX_SAFE_INTEGER);
  await waitForState(page, 'incomplete');
  expect(await placesOf(page)).toEqual(places);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
});

test.each(WIDTHS)('long names fit at %d pixels', async (width) => {
  const serving = await startServing(['--dir', createLongNames()]);
  const page = await openPage(serving.port, '/', { viewport: { width, height: 800 } });
  await startAndFinish(page, 'incomplete');
  await page.locator('.failure summary').first().click();
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
});

test.each(WIDTHS)(
  'the scatter plot fits at %d pixels, and its layout does not jump',
  async (width) => {
    const serving = await startServing(['--dir', createLongNames()]);
    const page = await openPage(serving.port, '/scatter', { viewport: { width, height: 800 } });
    const anchor = page.locator('#files');
    const before = await anchor.boundingBox();
    await startAndFinish(page, 'incomplete');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect((await anchor.boundingBox())?.y).toBe(before?.y);
  },
);

test.each([360, 720, 1000, 1100, 1440])(
  'numbers of fifteen digits fit at %d pixels',
  async (width) => {
    const huge = 999_999_999_999_999;
    const [started, , ended] = STATES.nothing.events;
    const sum = { type: 'sum', objects: 1, sizeBytes: 1, slowest: [] } as const;
    const serving = await serveMadeUp({
      ...STATES.nothing,
      events: [
        started,
        { atMs: 8, event: { type: 'listed', objects: 1, sizeBytes: 1, complete: true } },
        { atMs: 9, event: { ...sum, bytes: huge, lines: huge, words: huge } },
        { ...ended, event: { type: 'run-ended', status: 'complete', elapsedMs: 10 } },
      ],
    });
    onTestFinished(() => serving.close());
    await serving.start('2026/11/', false);
    serving.playTo(Number.MAX_SAFE_INTEGER);
    const page = await openPage(serving.port, '/?prefix=2026/11/', {
      viewport: { width, height: 800 },
    });
    await waitForState(page, 'complete');
    const numbers = page.locator('.number');
    expect(await numbers.allInnerTexts()).toEqual([
      ...Array(3).fill('999,999,999,999,999'),
      expect.stringMatching(/^\$/),
    ]);
    const room = await numbers.evaluateAll((all) =>
      all.map((number) => number.clientWidth - number.scrollWidth),
    );
    expect(room).toEqual([0, 0, 0, 0]);
  },
);
