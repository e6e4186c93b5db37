// A run that ended before all keys were tried: those are told apart from keys that were not counted whole.

import { expect, onTestFinished, test } from 'vitest';
import { interruptAt, makeUpRun } from '../support/made-up-run.ts';
import { ON_LAMBDA, STATES } from '../support/made-up-states.ts';
import { textOf, usePages, waitForState } from '../support/pages.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();

test('a run that reached its limit says how many keys it did not reach', async () => {
  const events = interruptAt(makeUpRun({ ...ON_LAMBDA, maxDollars: 0.01 }), 4_300).map((timed) => {
    const { event } = timed;
    if (event.type === 'object') return { ...timed, event: { ...event, reason: 'over-budget' } };
    if (event.type !== 'run-ended') return timed;
    return { ...timed, event: { ...event, status: 'incomplete', reason: 'over-budget' } as const };
  });
  const serving = await serveMadeUp({ ...STATES.interrupted, events });
  onTestFinished(() => serving.close());
  await serving.start('2026/11/', false);
  serving.playTo(Number.MAX_SAFE_INTEGER);
  const page = await openPage(serving.port, '/?prefix=2026/11/');
  await waitForState(page, 'incomplete');
  expect(await textOf(page, '#state')).toMatch(
    /^Incomplete: the limit of \$0\.010 was reached after 4\.3 s; \d+ of 2,122 keys counted whole\.$/,
  );
  expect(await textOf(page, '#not-whole')).toMatch(/^0 \+ 1,\d{3} not reached$/);
  await expect
    .poll(() => textOf(page, '#failures-remark'))
    .toMatch(/^0 not counted whole, 1,\d{3} not reached$/);
  // After the end, nothing is still to come.
  expect(await textOf(page, '#sizes-rest')).toBe('not reached');
  // The sentence has one line, so that the page does not move at the end.
  const { height = 0 } = (await page.locator('#state').boundingBox()) ?? {};
  expect(height).toBeLessThan(32);
});

test('a log that begins late says that it is not all', async () => {
  const { page } = await showState(openPage, 'interrupted');
  await expect
    .poll(() => page.locator('#log li').first().innerText())
    .toContain('is in the totals, and not in this log');
  const { page: whole } = await showState(openPage, 'complete here');
  await expect.poll(() => textOf(whole, '#log')).toContain('Complete: ');
  expect(await textOf(whole, '#log')).not.toContain('not in this log');
});
