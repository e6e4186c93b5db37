// Figures on narrow screens: each can be read to its end, beside its neighbours.

import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeUpRun } from '../support/made-up-run.ts';
import { ON_LAMBDA, STATES } from '../support/made-up-states.ts';
import { usePages, waitForState } from '../support/pages.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();
const WIDTHS = [360, 640, 768, 1088, 1280];

/** The texts of elements that are wider than their room. */
function cutOff(page: Page, selector: string): Promise<string[]> {
  return page
    .locator(selector)
    .evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent ?? ''),
    );
}

test.each(WIDTHS)('an interrupted run at %d pixels', async (width) => {
  const { page } = await showState(openPage, 'interrupted', { viewport: { width, height: 800 } });
  await page.locator('#not-whole small').waitFor();
  expect(await cutOff(page, '.figures dd, #failures-remark, html')).toEqual([]);
});

test('sizes and times in the table of files at 360 pixels', async () => {
  const { page } = await showState(openPage, 'incomplete', {
    path: '/scatter',
    viewport: { width: 360, height: 800 },
  });
  await page.locator('#files tr').first().waitFor();
  expect(await cutOff(page, '#files :is(.size, .time, .words, .lines)')).toEqual([]);
});

test.each([360, 1280, 1440])('labels of charts at %d pixels, of large objects', async (width) => {
  const events = makeUpRun({ ...ON_LAMBDA, medianBytes: 5_700_000 });
  const serving = await serveMadeUp({ ...STATES.complete, events });
  onTestFinished(() => serving.close());
  const { prefix, playToMs } = STATES.complete;
  await serving.start(prefix, false);
  serving.playTo(playToMs);
  const viewport = { width, height: 800 };
  const page = await openPage(serving.port, `/?${new URLSearchParams({ prefix })}`, { viewport });
  await waitForState(page, 'complete');
  const labels = page.locator('main svg text:not(:empty)');
  await expect.poll(async () => (await labels.allTextContents()).join()).toMatch(/\d MiB/);
  const cut = await labels.evaluateAll((all) =>
    all.filter((label) => {
      const { right = 0 } = label.closest('svg')?.getBoundingClientRect() ?? {};
      return label.getBoundingClientRect().right > right + 1;
    }),
  );
  expect(cut).toHaveLength(0);
});

test('a run that failed before it began has no figures in the list, and room for its reason', async () => {
  const { page } = await showState(openPage, 'failed', {
    path: '/history',
    viewport: { width: 360, height: 800 },
  });
  await page.locator('#runs .run-failure').waitFor();
  const figures = await page.locator('#runs .figure').allInnerTexts();
  expect(figures.map((text) => text.split('\n').at(-1))).toEqual(Array(6).fill('–'));
  const widthOf = async (part: string) => (await page.locator(part).boundingBox())?.width ?? 0;
  expect(await widthOf('#runs .run-failure')).toBeGreaterThan((await widthOf('#runs')) * 0.75);
});

test.each(WIDTHS)('large numbers in the list of runs at %d pixels', async (width) => {
  const [started, , ended] = STATES.nothing.events;
  const huge = 999_999_999_999_999;
  const count = { bytes: huge, lines: huge, words: huge };
  const serving = await serveMadeUp({
    ...STATES.nothing,
    events: [
      started,
      { atMs: 8, event: { type: 'listed', objects: 1, sizeBytes: 1, complete: true } },
      { atMs: 9, event: { type: 'sum', objects: 1, sizeBytes: 1, slowest: [], ...count } },
      { ...ended, event: { type: 'run-ended', status: 'complete', elapsedMs: 10 } },
    ],
  });
  onTestFinished(() => serving.close());
  await serving.start('2026/11/', false);
  serving.playTo(Number.MAX_SAFE_INTEGER);
  const first = await openPage(serving.port, '/?prefix=2026/11/');
  await waitForState(first, 'complete');
  const page = await openPage(serving.port, '/history', {
    ready: '#runs-table:not([hidden])',
    viewport: { width, height: 800 },
  });
  expect(await cutOff(page, '#runs .figure, html')).toEqual([]);
});
