// Opens pages of `wordcount serve` in a real browser: one browser for each test file. Each page is checked
// for errors at its end.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.ts';

export interface PageOptions extends BrowserContextOptions {
  /** Console messages that the test expects. */
  readonly mayComplain?: RegExp;
  /** The content once the page can be used. */
  readonly ready?: string;
  /** A script that runs in the page before its own. */
  readonly prepare?: () => void;
}

export type OpenPage = (port: number, path: string, options?: PageOptions) => Promise<Page>;

/** Returns a function that opens a page in a context of its own, until the test ends. */
export function usePages(): OpenPage {
  let browser: Browser;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  return async (
    port,
    path,
    { mayComplain, ready = '#start:enabled', prepare, ...options } = {},
  ) => {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // The console also reports violations of the Content-Security-Policy.
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
    await page.locator(ready).waitFor();
    return page;
  };
}

/** Waits until the run that the page shows is in this state, and charts and lists are drawn in it. */
export async function waitForState(page: Page, state: string): Promise<void> {
  await page.locator(`#state[data-tone=${state}]`).waitFor();
  const drawn = `#content[hidden], #content[data-tone=${state}], body:not(:has(#content))`;
  await page.locator(drawn).first().waitFor({ state: 'attached' });
}

/** Starts a run, and waits for its end. */
export async function startAndFinish(page: Page, end: string): Promise<void> {
  await page.getByRole('button', { name: 'Start' }).click();
  await waitForState(page, end);
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? '';
}

/** A number as the page formats it. */
export async function numberOf(page: Page, selector: string): Promise<number> {
  return Number((await textOf(page, selector)).replaceAll(',', ''));
}
