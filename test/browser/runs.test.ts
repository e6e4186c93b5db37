// The page of runs in a browser, against the built program.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findViolations } from '../support/axe.ts';
import { createEndlessTree } from '../support/endless-tree.ts';
import { textOf, usePages, waitForState } from '../support/pages.ts';
import { startPathProxy } from '../support/path-proxy.ts';
import { type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const openPage = usePages();

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

const READY = { ready: '#runs-table:not([hidden]), #no-runs:not([hidden])' };

/** 5 words in `a/`, and a damaged file of 2 more in `b/`. */
function createTree(): string {
  const root = createTemporaryFolder();
  mkdirSync(join(root, 'a'));
  mkdirSync(join(root, 'b'));
  writeFileSync(join(root, 'a/one.txt'), 'one two three\n');
  writeFileSync(join(root, 'a/two.txt'), 'four five\n');
  writeFileSync(join(root, 'b/<i>cut.gz'), gzipSync('six seven').subarray(0, -9));
  return root;
}

async function finish(serving: Serving, prefix: string): Promise<string> {
  const { id } = JSON.parse((await serving.start({ prefix })).body);
  await (await serving.watch(`/stream?run=${id}`)).ended;
  return id;
}

/** The cells of each row: name, state, keys, words, lines. */
function rowsOf(page: Page): Promise<string[][]> {
  return page
    .locator('#runs tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].slice(1, 6).map((cell) => cell.firstElementChild?.textContent ?? ''),
      ),
    );
}

/** The rows after the page was asked to look again, as it does when someone comes back to it. */
async function rowsNow(page: Page): Promise<string[][]> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  return rowsOf(page);
}

test('without runs, the page says what to do', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const page = await openPage(serving.port, '/history', READY);
  expect(await textOf(page, '#no-runs')).toBe('No runs yet. Start one on the page of counters.');
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Start one' }).click();
  await page.locator('#start:enabled').waitFor();
  expect(await serving.runs()).toEqual([]);
});

test('the list has each run with its result, and each run a link', async () => {
  const root = createTree();
  const serving = await startServing(['--dir', root]);
  const whole = await finish(serving, '');
  const page = await openPage(serving.port, '/history', READY);
  expect(await textOf(page, '#source')).toBe(`${root}/`);
  expect(await rowsOf(page)).toEqual([['all keys', 'incomplete', '2 of 3', '7', '2']]);
  await finish(serving, 'nothing');
  await finish(serving, 'a/');
  await expect
    .poll(() => rowsNow(page), SOON)
    .toEqual([
      ['a/', 'complete', '2', '5', '2'],
      ['nothing', 'nothing found', '0', '0', '0'],
      ['all keys', 'incomplete', '2 of 3', '7', '2'],
    ]);
  await page.getByRole('link', { name: 'all keys' }).click();
  await waitForState(page, 'incomplete');
  expect(await textOf(page, '#words')).toBe('7');
  expect(new URL(page.url()).pathname).toBe('/');
  expect((await serving.runs()).map(({ id }) => id)).toContain(whole);
  expect(await serving.runs()).toHaveLength(3);
});

test('a run in progress is followed in the list, and has no files yet', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--task-size', '1']);
  const { id } = JSON.parse((await serving.start({ prefix: '' })).body);
  const page = await openPage(serving.port, '/history', READY);
  expect((await rowsOf(page))[0]?.[1]).toBe('running');
  expect(await page.getByRole('link', { name: 'JSON' }).count()).toBe(0);
  await serving.ask(`/runs/${id}`, { method: 'DELETE' });
  await expect.poll(async () => (await rowsNow(page))[0]?.[1], SOON).toBe('interrupted');
  expect(await page.getByRole('link', { name: 'JSON' }).count()).toBe(1);
});

test('two runs are compared figure by figure, by pointer or keys; the address keeps it', async () => {
  const serving = await startServing(['--dir', createTree()]);
  for (const prefix of ['a/one', 'a/', 'b/']) await finish(serving, prefix);
  const page = await openPage(serving.port, '/history', READY);
  expect(await page.isHidden('#comparison')).toBe(true);
  await page.getByLabel(/^Compare a\/, /).check();
  await page.getByLabel(/^Compare a\/one, /).focus();
  await page.keyboard.press('Space');
  await page.locator('#comparison:not([hidden])').waitFor();
  const figures = () =>
    page
      .locator('#compared tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
      );
  // The earlier run is the first, whichever was chosen first.
  expect((await figures()).slice(0, 3)).toEqual([
    ['Words', '3', '5', '+2', '1.67'],
    ['Lines', '1', '2', '+1', '2'],
    ['Bytes', '14', '24', '+10', '1.71'],
  ]);
  expect(await textOf(page, '#first-run')).toMatch(/^a\/one, /);

  const shared = await openPage(
    serving.port,
    new URL(page.url()).pathname + new URL(page.url()).search,
    READY,
  );
  await shared.locator('#comparison:not([hidden])').waitFor();
  expect(await shared.locator('#compared tr').first().textContent()).toBe('Words35+21.67');

  // A third choice gives up the first.
  await page.getByLabel(/^Compare b\/, /).check();
  expect(await page.getByLabel(/^Compare a\/, /).isChecked()).toBe(false);
  await expect.poll(() => textOf(page, '#second-run'), SOON).toMatch(/^b\/, /);
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await page.isHidden('#comparison')).toBe(true);
  expect(new URL(page.url()).search).toBe('');
});

test('the files of a run are downloaded', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const id = await finish(serving, '');
  const page = await openPage(serving.port, '/history', READY);
  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).click(),
    ]);
    return {
      name: download.suggestedFilename(),
      text: readFileSync(await download.path(), 'utf8'),
    };
  };
  const html = await save('HTML');
  expect(html.name).toBe(`wordcount-${id}.html`);
  expect(html.text).toContain('b/&lt;i&gt;cut.gz');
  const json = await save('JSON');
  expect(json.name).toBe(`wordcount-${id}.json`);
  expect(JSON.parse(json.text)).toMatchObject({ id, totals: { words: 7 } });
  const csv = await save('CSV');
  expect(csv.text.split('\r\n')[1]).toMatch(new RegExp(`^${id},,incomplete,`));
});

test('below a path of a proxy, every link and request stays below it', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const id = await finish(serving, 'a/');
  const { port } = await startPathProxy(serving.port, '/tools/count/');
  const page = await openPage(port, '/tools/count/history', READY);
  expect(await rowsOf(page)).toHaveLength(1);
  const addresses = await page
    .locator('a')
    .evaluateAll((links) =>
      links.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
    );
  expect(addresses).toContain(`/tools/count/runs/${id}/report.html`);
  expect(addresses.filter((path) => !path.startsWith('/tools/count/'))).toEqual([]);
  await page.getByRole('link', { name: 'a/', exact: true }).click();
  await waitForState(page, 'complete');
  await page.getByRole('link', { name: 'Scatter' }).click();
  await page.locator('#start:enabled').waitFor();
  await page.click('#start');
  await waitForState(page, 'complete');
});

test('when the server is gone, the page says so and keeps what it has', async () => {
  const serving = await startServing(['--dir', createTree()]);
  await finish(serving, '');
  const page = await openPage(serving.port, '/history', {
    ...READY,
    mayComplain: /ERR_CONNECTION_REFUSED|Failed to load/,
  });
  serving.process.kill('SIGKILL');
  await serving.process;
  await expect
    .poll(async () => {
      const rows = await rowsNow(page);
      return [rows.length, await page.getByRole('alert').allTextContents()];
    }, SOON)
    .toEqual([1, [expect.stringMatching(/^The server does not answer/)]]);
});

test('a run that failed says why', async () => {
  const root = createTree();
  const serving = await startServing(['--dir', root]);
  rmSync(root, { recursive: true });
  await finish(serving, '');
  const page = await openPage(serving.port, '/history', READY);
  expect((await rowsOf(page))[0]?.[1]).toBe('failed');
  expect(await page.locator('.run-failure').innerText()).toContain(root);
});

test.each([
  ['light', 360],
  ['dark', 768],
  ['light', 1440],
  ['dark', 1920],
] as const)('nothing hinders people in %s colours at %d pixels', async (colorScheme, width) => {
  const serving = await startServing(['--dir', createTree()]);
  const ids = [await finish(serving, ''), await finish(serving, 'a/')];
  await finish(serving, `${'long-prefix/'.repeat(20)}`);
  const page = await openPage(serving.port, `/history?run=${ids.join('&run=')}`, {
    ...READY,
    colorScheme,
    viewport: { width, height: 800 },
  });
  await page.locator('#comparison:not([hidden])').waitFor();
  expect(await findViolations(page)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
