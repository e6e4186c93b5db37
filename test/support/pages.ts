// The pages of `wordcount serve` in a real browser: one browser for a file of tests, and for each page
// a look at whether anything on it went wrong.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.ts';

export interface PageOptions extends BrowserContextOptions {
  /** What may be said in the console, for it is what the test is about. */
  readonly mayComplain?: RegExp;
  /** Run in the page before its own scripts. */
  readonly prepare?: () => void;
}

export type OpenPage = (port: number, path: string, options?: PageOptions) => Promise<Page>;

/** Gives a function that opens a page as a visitor of its own does, until the test has ended. */
export function usePages(): OpenPage {
  let browser: Browser;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  return async (port, path, { mayComplain, prepare, ...options } = {}) => {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // Violations of the Content-Security-Policy are told of in the console too.
    page.on('console', (message) => {
      const isBad = message.type() === 'error' || message.type() === 'warning';
      if (isBad && !mayComplain?.test(message.text())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('dialog', (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    if (prepare) await page.addInitScript(prepare);
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.locator('#start:enabled').waitFor();
    return page;
  };
}

/** Waits until the run that the page shows is in such a state. */
export async function waitForState(page: Page, state: string): Promise<void> {
  await page.locator(`#state[data-tone=${state}]`).waitFor();
}

/** Asks for a run, and waits until it has come to its end. */
export async function startAndFinish(page: Page, end: string): Promise<void> {
  await page.getByRole('button', { name: 'Start' }).click();
  await waitForState(page, end);
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? '';
}

/** A number as the page writes it. */
export async function numberOf(page: Page, selector: string): Promise<number> {
  return Number((await textOf(page, selector)).replaceAll(',', ''));
}
