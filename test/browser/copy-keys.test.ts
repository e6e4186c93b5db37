// The button that copies the keys of a reason.

import { expect, test } from 'vitest';
import { usePages } from '../support/pages.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();

test('pressed twice, the button has its label again after a while', async () => {
  const { page } = await showState(openPage, 'incomplete', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const group = page.locator('.failure').first();
  await group.locator('summary').click();
  const button = group.getByRole('button');
  await expect.poll(() => button.innerText()).toBe('Copy 30 keys');
  await button.click();
  await group.getByRole('button', { name: 'Copied' }).waitFor();
  await button.click();
  await expect.poll(() => button.innerText(), { timeout: 10_000 }).toBe('Copy 30 keys');
  // Nothing puts the answer back afterwards.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2_500)));
  expect(await button.innerText()).toBe('Copy 30 keys');
});
