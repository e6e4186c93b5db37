// Keys with control characters and with marks that change the direction of text: each is visible on the pages,
// and what follows it reads as it should.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startAndFinish, textOf, usePages } from '../support/pages.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const openPage = usePages();

/** A bell, a newline, and an override of the direction, after which everything would read backwards. */
const FOLDER = 'a\u0007b';
const DAMAGED = `${FOLDER}/line\nbreak-\u202egpj.gz`;
const SHOWN = 'a\\x07b/line\\x0abreak-\\u202egpj.gz';

function createTree(): string {
  const root = createTemporaryFolder();
  mkdirSync(join(root, FOLDER));
  writeFileSync(join(root, DAMAGED), gzipSync('some words').subarray(0, -9));
  writeFileSync(join(root, FOLDER, 'نص-عربي.txt'), 'three more words\n');
  return root;
}

test('the counters show them, and copy keys as they are', async () => {
  const root = createTree();
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, `/?${new URLSearchParams({ prefix: FOLDER })}`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await startAndFinish(page, 'incomplete');
  expect(await textOf(page, '#source')).toBe(`${root}/a\\x07b`);
  await expect.poll(() => textOf(page, '#log')).toContain(`${SHOWN}: partial`);
  expect(await page.locator('#slowest th').allInnerTexts()).toContain(SHOWN);
  await page.locator('.failure summary').first().click();
  await expect.poll(() => textOf(page, '.failure-keys')).toBe(SHOWN);
  await page.getByRole('button', { name: 'Copy 1 key' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(DAMAGED);
  expect(await page.title()).toBe(`Incomplete · ${root}/a\\x07b · wordcount`);
});

test('the table and the list of runs show them', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const page = await openPage(serving.port, `/scatter?${new URLSearchParams({ prefix: FOLDER })}`);
  await startAndFinish(page, 'incomplete');
  await expect.poll(() => page.locator('#files bdi').allTextContents()).toContain(SHOWN);
  await page.locator('#files tr').first().click();
  await expect
    .poll(() => textOf(page, '#detail'))
    .toMatch(/^a\\x07b\/line\\x0abreak-\\u202egpj\.gz: /);
  const runs = await openPage(serving.port, '/history', { ready: '#runs-table:not([hidden])' });
  expect(await runs.locator('#runs th a').innerText()).toBe('a\\x07b');
});
