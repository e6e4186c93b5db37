// Reports in a browser: as a file, and from the server.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findViolations } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { runCli } from '../support/run-cli.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const EVIL = '<img src=x onerror=alert(1)>';

function createTree(): string {
  const root = createTemporaryFolder();
  for (let n = 0; n < 30; n += 1)
    writeFileSync(join(root, `${n}.txt`), 'word '.repeat(2 ** (n / 2)));
  writeFileSync(join(root, `${EVIL}.gz`), gzipSync('two words').subarray(0, -9));
  for (let n = 0; n < 14; n += 1)
    writeFileSync(join(root, `${n}-${'x'.repeat(120)}.zip`), 'PK\x03\x04zip');
  return root;
}

async function createReport(): Promise<string> {
  const path = join(createTemporaryFolder(), 'report.html');
  await runCli(['run', '--dir', createTree(), '--report', path, '--quiet']);
  return `file://${path}`;
}

/** Opens an address; everything that it asks for, and every complaint, is noted. */
async function open(
  address: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, requests, complaints };
}

test('a report opens without network and scripts, and keys in it are text', async () => {
  const address = await createReport();
  const { page, requests, complaints } = await open(address, {
    javaScriptEnabled: false,
    offline: true,
  });
  expect(requests).toEqual([address]);
  expect(complaints).toEqual([]);
  expect(await page.title()).toMatch(/ · wordcount report$/);
  await page.getByText(`${EVIL}.gz`).first().waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('.state').getAttribute('data-tone')).toBe('incomplete');
  // A long list of keys is folded, and opens without a script.
  const key = page.locator('details li').first();
  expect(await key.isVisible()).toBe(false);
  await page.getByText('14 keys', { exact: true }).last().click();
  expect(await key.isVisible()).toBe(true);
});

test.each([
  ['light', 360],
  ['dark', 768],
  ['dark', 1440],
  ['light', 1920],
] as const)('nothing hinders people in %s colours at %d pixels', async (colorScheme, width) => {
  const { page } = await open(await createReport(), {
    colorScheme,
    viewport: { width, height: 800 },
  });
  await page.locator('summary').click();
  expect(await findViolations(page)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});

test('the server shows the same report under a policy that permits its style alone', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const { id } = JSON.parse((await serving.start({ prefix: '' })).body);
  await (await serving.watch(`/stream?run=${id}`)).ended;
  const address = `http://127.0.0.1:${serving.port}/runs/${id}/report.html`;
  const { page, requests, complaints } = await open(address);
  // Browsers ask for an icon by themselves, which the policy may refuse.
  expect(requests.filter((url) => !url.endsWith('favicon.ico'))).toEqual([address]);
  expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  const box = page.locator('.boxes i').last();
  expect(await box.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('3px');
});
