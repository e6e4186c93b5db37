// The estimate of cost and time on the page of counters, and what is said of bills that never came.

import { expect, onTestFinished, test } from 'vitest';
import { makeUpRun } from '../support/made-up-run.ts';
import { type MadeUpState, ON_LAMBDA, STATES } from '../support/made-up-states.ts';
import type { TimedEvent } from '../support/made-up-work.ts';
import { textOf, usePages, waitForState } from '../support/pages.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';
import { showState } from '../support/show-state.ts';

const openPage = usePages();

async function showRun(state: MadeUpState) {
  const serving = await serveMadeUp(state);
  onTestFinished(() => serving.close());
  await serving.start(state.prefix, false);
  serving.playTo(state.playToMs ?? 0);
  const page = await openPage(serving.port, `/?prefix=${state.prefix}`);
  await waitForState(page, state.tone);
  return { page, serving };
}

const COST = /^Estimated cost: about \$0\.\d+, between \$0\.\d+ and \$0\.\d+\.$/;
const TIME = /^Estimated time: about [\d.]+ m?s, between [\d.]+ m?s and [\d.]+ m?s\.$/;

test('a run on Lambda says what it will about cost and take, once all is listed', async () => {
  const { page, serving } = await showState(openPage, 'listing');
  const sentences = () => page.locator('#estimate span').allInnerTexts();
  await expect
    .poll(sentences)
    .toEqual(['Estimated cost and time: shown once all keys are listed.']);
  serving.playTo(3_000);
  await expect.poll(sentences).toEqual([expect.stringMatching(COST), expect.stringMatching(TIME)]);
  serving.playTo(Number.MAX_SAFE_INTEGER);
  await waitForState(page, 'complete');
  await expect
    .poll(sentences)
    .toEqual([
      expect.stringMatching(/; it was \$0\.\d+\.$/),
      expect.stringMatching(/; it was [\d.]+ s\.$/),
    ]);
  const [cost] = await sentences();
  expect(cost).toContain(`it was ${await textOf(page, '#cost')}.`);
});

test('before a run, the page says when there will be an estimate; on this machine there is none', async () => {
  const { page } = await showState(openPage, 'idle');
  expect(await page.locator('#estimate').innerText()).toMatch(/once all keys are listed/);
  const { page: local } = await showState(openPage, 'complete here');
  expect(await local.isHidden('#estimate')).toBe(true);
});

test('a run that may reach its limit says so, until it has ended', async () => {
  const events = makeUpRun({ ...ON_LAMBDA, maxDollars: 0.0001 });
  const { page, serving } = await showRun({ ...STATES.counting, events });
  const warning = 'The run may reach its limit of $0.00010 before everything is counted.';
  await expect.poll(() => page.locator('#estimate span').last().innerText()).toBe(warning);
  serving.playTo(Number.MAX_SAFE_INTEGER);
  await waitForState(page, 'complete');
  await expect.poll(() => page.locator('#estimate').innerText()).not.toContain('limit');
});

test('bills that never came are said to be unknown', async () => {
  const unknown: TimedEvent = {
    atMs: 2_000,
    event: { type: 'invocation', tier: 'worker', startedMs: 400, endedMs: 2_000 },
  };
  const events = [...makeUpRun(ON_LAMBDA), unknown, unknown].sort((a, b) => a.atMs - b.atMs);
  const { page } = await showRun({ ...STATES.complete, events });
  expect(await textOf(page, '#cost')).toMatch(/^\$0\.\d+ and more$/);
  expect(await textOf(page, '#cost-remark')).toMatch(/^2 bills unknown · /);
  await expect
    .poll(() => textOf(page, '#timeline-remark'))
    .toContain('2 without a report, not in the cost');
});
