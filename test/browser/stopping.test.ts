// A run that was stopped and still goes on, because its functions do: every page says so.

import { expect, onTestFinished, test } from 'vitest';
import { STATES } from '../support/made-up-states.ts';
import { textOf, usePages, waitForState } from '../support/pages.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';

const openPage = usePages();

test('one who watches, one who stopped it and one who comes late see the same', async () => {
  const { prefix, ...state } = STATES.counting;
  const serving = await serveMadeUp({ ...state, endsLate: true });
  onTestFinished(() => serving.close());
  await serving.start(prefix, false);
  serving.playTo(3_000);
  const path = `/?prefix=${prefix}`;
  const pages = [await openPage(serving.port, path), await openPage(serving.port, path)];
  for (const page of pages) await waitForState(page, 'running');
  await pages[1]?.click('#stop');
  for (const page of pages) await waitForState(page, 'stopping');
  pages.push(await openPage(serving.port, path));
  for (const page of pages) {
    await waitForState(page, 'stopping');
    expect(await textOf(page, '#state')).toBe('Stopping');
    expect(await page.isDisabled('#stop')).toBe(true);
    await expect.poll(() => textOf(page, '#share')).toMatch(/^\d+%$/);
  }
  serving.playTo(Number.MAX_SAFE_INTEGER);
  for (const page of pages) await waitForState(page, 'incomplete');
});
