// Each page in each of its states, in all colours: axe-core finds nothing that hinders anyone.

import { expect, test } from 'vitest';
import { findViolations } from '../support/axe.ts';
import { STATES, type StateName } from '../support/made-up-states.ts';
import { usePages } from '../support/pages.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();
const SCHEMES = ['light', 'dark'] as const;

test.each(
  (Object.keys(STATES) as StateName[]).flatMap((name) =>
    SCHEMES.map((scheme) => [name, scheme] as const),
  ),
)('the page of counters, %s, in %s colours', async (name, colorScheme) => {
  const { page } = await showState(openPage, name, { colorScheme });
  for (const summary of await page.locator('.failure summary').all()) await summary.click();
  expect(await findViolations(page)).toEqual([]);
});

test.each(
  (['idle', 'counting', 'incomplete'] as const).flatMap((name) =>
    ['/scatter', '/history'].flatMap((path) =>
      SCHEMES.map((scheme) => [path, name, scheme] as const),
    ),
  ),
)('%s, %s, in %s colours', async (path, name, colorScheme) => {
  const { page } = await showState(openPage, name, { colorScheme, path });
  expect(await findViolations(page)).toEqual([]);
});

test('with more contrast, and with forced colours', async () => {
  const { page } = await showState(openPage, 'incomplete', { contrast: 'more' });
  expect(await findViolations(page)).toEqual([]);
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await findViolations(page)).toEqual([]);
  // Boxes and bars are still to be seen.
  const fills = await page.evaluate(() =>
    ['#timeline .bar-worker', '#sizes .bin-done'].map((shape) => {
      const element = document.querySelector(shape);
      return element && getComputedStyle(element).fill;
    }),
  );
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const fill of fills) expect(fill).not.toBe(paper);
  const lastBox = page.locator('#boxes i').last();
  const boxColor = await lastBox.evaluate((box) => {
    const { backgroundColor } = getComputedStyle(box, '::before');
    return backgroundColor;
  });
  expect(boxColor).not.toBe(paper);
});

test('everything can be reached and used with the keyboard alone', async () => {
  const { page } = await showState(openPage, 'incomplete');
  const seen: string[] = [];
  await page.locator('body').focus();
  for (let n = 0; n < 20; n += 1) {
    await page.keyboard.press('Tab');
    seen.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim();
        return element?.id || `${element?.localName} ${name}`;
      }),
    );
  }
  const expected = [
    'prefix',
    'start',
    'section Reasons and their keys',
    'log-problems',
    'log-filter',
    'log-scroll',
  ];
  expect(seen.filter((name) => expected.includes(name))).toEqual(expected);
  // A group of failures opens with Enter.
  await page.locator('.failure summary').first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.failure li').count()).toBe(30);
});
