// The page of counters in each state that a run can be in, with made-up runs through the real server.

import { expect, test } from 'vitest';
import { STATES, type StateName } from '../support/made-up-states.ts';
import { textOf, usePages, waitForState } from '../support/pages.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();

const TITLES: Readonly<Record<StateName, RegExp>> = {
  idle: /^Counters · wordcount$/,
  listing: /^Listing · s3:\/\/logs\/2026\/11\/ · wordcount$/,
  counting: /^\d\d% · s3:\/\/logs\/2026\/11\/ · wordcount$/,
  'counting here': /^\d\d% · \/srv\/archive\/logs\/ · wordcount$/,
  complete: /^Complete · /,
  'complete here': /^Complete · /,
  incomplete: /^Incomplete · /,
  uncounted: /^Failed · /,
  interrupted: /^Interrupted · /,
  failed: /^Failed · /,
  nothing: /^Nothing found · /,
};

/** The colours of the dot beside the sentence: grey, blue, green, amber, red. */
const DOTS: Readonly<Record<string, string>> = {
  idle: 'rgba(0, 0, 0, 0)',
  running: 'rgb(32, 80, 204)',
  complete: 'rgb(26, 115, 69)',
  incomplete: 'rgb(150, 80, 0)',
  interrupted: 'rgb(150, 80, 0)',
  nothing: 'rgb(150, 80, 0)',
  uncounted: 'rgb(179, 38, 30)',
  failed: 'rgb(179, 38, 30)',
};

test.each(Object.keys(STATES) as StateName[])('%s: its colour, title and buttons', async (name) => {
  const { page } = await showState(openPage, name, { colorScheme: 'light' });
  const { tone } = STATES[name];
  await expect.poll(() => page.title()).toMatch(TITLES[name]);
  const dot = page
    .locator('#state')
    .evaluate((element) => getComputedStyle(element, '::before').backgroundColor);
  expect(await dot).toBe(DOTS[tone]);
  expect(await page.isDisabled('#start')).toBe(false);
  expect(await page.isDisabled('#stop')).toBe(tone !== 'running');
  const hasResult = !['idle', 'failed', 'nothing'].includes(name);
  expect(await page.isVisible('#content')).toBe(hasResult);
  expect(await page.isVisible('#intro')).toBe(!hasResult);
});

test('in the middle of a run on Lambda, the page tells how far it is, and of what', async () => {
  const { page } = await showState(openPage, 'counting');
  // Its events come one after the other.
  const shown = (selector: string) => expect.poll(() => textOf(page, selector));
  await shown('#rules').toMatch(
    /^Lambda · us-east-1 · counts words like wc · started \d\d:\d\d:\d\d$/,
  );
  await shown('#share').toMatch(/^\d\d%$/);
  await shown('#share-of').toMatch(/^of \d+ MB done$/);
  await shown('#workers').toBe('100');
  await shown('#not-whole').toBe('2');
  await shown('#cost').toMatch(/^\$0\.0/);
  await shown('#second-remark').toMatch(/^\$0\.\d+ · about \$0\.\d+ at the end$/);
  await shown('#workers-remark').toBe('100 now · at most 100');
  await shown('#timeline-remark').toMatch(/^\d+ invocations ended/);
  // Cold starts, retries and hedged ones are marked.
  for (const kind of ['worker', 'cold', 'retry', 'hedge']) {
    expect(await page.locator(`#timeline .bar-${kind}`).getAttribute('d')).toMatch(/^M/);
  }
  await expect
    .poll(() => page.locator('#second-chart .chart-future').getAttribute('d'))
    .toMatch(/^M.*L/);
  // Those who do not see the charts are told their figures.
  expect(await page.getByRole('img', { name: /^Throughput over time: read / }).count()).toBe(1);
  await expect.poll(() => page.locator('#size-rows tr').count()).toBeGreaterThan(5);
});

test('a page that comes late has the same course and invocations as one that was there', async () => {
  const { page, serving } = await showState(openPage, 'interrupted');
  const shapesOf = () =>
    page.evaluate(() =>
      ['#throughput .chart-line', '#workers-chart .chart-line', '#timeline .bar-worker'].map(
        (shape) => document.querySelector(shape)?.getAttribute('d'),
      ),
    );
  await expect.poll(async () => (await shapesOf()).every((shape) => shape)).toBe(true);
  const shapes = await shapesOf();
  const other = await openPage(serving.port, '/?prefix=2026/11/');
  await waitForState(other, 'interrupted');
  await expect.poll(() => other.locator('#timeline .bar-worker').getAttribute('d')).toBe(shapes[2]);
  expect(await textOf(page, '#timeline-remark')).toBe(await textOf(other, '#timeline-remark'));
});

test('a run on this machine speaks of tasks on threads, and of no dollars', async () => {
  const { page } = await showState(openPage, 'complete here');
  await expect.poll(() => textOf(page, '#timeline-name')).toBe('Tasks on threads');
  expect(await textOf(page, '#second-name')).toBe('Decoded');
  expect(await page.locator('.keys .cascade').isVisible()).toBe(false);
  expect(await page.locator('main').innerText()).not.toMatch(/\$|cascade|invocation|cold/i);
});

test('failures come first, by reason, and their keys can be seen and copied', async () => {
  const { page } = await showState(openPage, 'incomplete', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.locator('.failure').first().waitFor();
  const groups = await page.locator('.failure summary').allInnerTexts();
  expect(groups.map((text) => text.split('\n')[0])).toEqual([
    'failed',
    'failed',
    'partial',
    'skipped',
    'note',
  ]);
  expect(groups[0]).toContain('30 keys');
  await page.click('#not-whole a');
  const group = page.locator('.failure').nth(3);
  await group.locator('summary').click();
  await expect.poll(() => group.locator('li').count()).toBe(50);
  expect(await group.locator('.failure-foot span').textContent()).toBe('and 150 more');
  await group.getByRole('button', { name: 'Copy 200 keys' }).click();
  await group.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')).toHaveLength(200);
});

test('the log groups repeats, and can be filtered', async () => {
  const { page } = await showState(openPage, 'incomplete');
  const lines = page.locator('#log li:visible');
  await expect.poll(() => lines.count()).toBe(8);
  const texts = await lines.allInnerTexts();
  expect(texts.join('\n')).toContain('and 199 more: skipped, in an archive storage class');
  await page.check('#log-problems');
  expect(await lines.count()).toBe(4);
  await page.fill('#log-filter', 'DENIED');
  expect(await lines.allInnerTexts()).toEqual([expect.stringContaining('permission to read it')]);
  await page.fill('#log-filter', 'no such line');
  expect(await page.locator('#log-note').innerText()).toBe('No line matches.');
});

test('pointing at a chart shows the values of that moment in all charts', async () => {
  const { page } = await showState(openPage, 'complete');
  await page.locator('#throughput').hover({ position: { x: 200, y: 50 } });
  for (const id of ['throughput', 'workers', 'second']) {
    await expect.poll(() => textOf(page, `#${id}-remark`)).toMatch(/^at \d.* s: /);
  }
  await page.mouse.move(0, 0);
  await expect.poll(() => textOf(page, '#workers-remark')).toBe('at most 100');
});

test('nothing found names the prefix, and says what to check', async () => {
  const { page } = await showState(openPage, 'nothing');
  expect(await textOf(page, '#state')).toContain('No keys were found under s3://logs/2026/11/');
  expect(await textOf(page, '#intro')).toContain('Check the prefix');
});

test('moving parts stand still for those who ask for it', async () => {
  const { page } = await showState(openPage, 'listing', { reducedMotion: 'reduce' });
  const animations = await page.evaluate(() => document.getAnimations().length);
  expect(animations).toBe(0);
});
