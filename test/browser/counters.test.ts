// The page of counters in a browser, against the built program.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createTree } from '../support/counters-page.ts';
import { numberOf, startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { startPathProxy } from '../support/path-proxy.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { wcOfAll } from '../support/wc.ts';

const openPage = usePages();

interface FillSeen {
  seenFills?: number[];
}

/** Notes how much of the row of boxes is filled, frame by frame. */
function noteFills(): void {
  const seen: number[] = [];
  (window as FillSeen).seenFills = seen;
  const look = () => {
    const boxes = [...document.querySelectorAll('#boxes i')];
    const filled = boxes.map((box) => Number(getComputedStyle(box, '::before').opacity));
    const sum = filled.reduce((total, part) => total + part, 0);
    if (boxes.length > 0 && seen.at(-1) !== sum) seen.push(sum);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test.each(['light', 'dark'] as const)('a whole run, in %s colours', async (colorScheme) => {
  const root = createTree();
  const expected = await wcOfAll(root);
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/', { colorScheme, prepare: noteFills });
  expect(await textOf(page, '#source')).toBe(`${root}/`);
  await startAndFinish(page, 'complete');

  expect({
    words: await numberOf(page, '#words'),
    lines: await numberOf(page, '#lines'),
    bytes: await numberOf(page, '#bytes'),
  }).toEqual(expected);
  expect(await textOf(page, '#keys')).toBe('301 of 301');
  expect(await textOf(page, '#share')).toBe('100%');
  expect(await page.title()).toBe(`Complete · ${root}/ · wordcount`);
  expect(await textOf(page, '#cost-name')).toBe('Compute time');
  expect(await textOf(page, '#cost')).toMatch(/^[1-9][\d.]* m?s$/);
  expect(await textOf(page, '#state')).toMatch(/^Complete: all 301 keys counted in /);
  expect(await textOf(page, '#spoken')).toMatch(/^Complete: /);
  expect(await textOf(page, '#log')).toContain('Listing complete: 301 keys');

  const fillsSeen = () => page.evaluate(() => (window as FillSeen).seenFills ?? []);
  await expect.poll(async () => (await fillsSeen()).at(-1)).toBe(60);
  const fills = await fillsSeen();
  expect(fills[0]).toBe(0);
  expect(fills).toEqual(fills.toSorted((a, b) => a - b));
  expect(fills.length).toBeGreaterThan(2);
  // From white to black, and on dark paper from dark to white.
  const lightness = await page
    .locator('#boxes i')
    .evaluateAll((boxes) =>
      boxes.map((box) =>
        Number(/oklab\((\S+)/.exec(getComputedStyle(box, '::before').backgroundColor)?.[1]),
      ),
    );
  if (colorScheme === 'dark') lightness.reverse();
  expect(lightness).toEqual(lightness.toSorted((a, b) => b - a));
  expect(lightness[0]).toBeGreaterThan(0.99);
  expect(lightness.at(-1)).toBeLessThan(0.2);
});

test('opening an address starts no run; Start counts its prefix', async () => {
  const root = createTree(20);
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/?prefix=logs/1');
  expect(await page.inputValue('#prefix')).toBe('logs/1');
  expect(await textOf(page, '#state')).toBe('Nothing counted yet');
  expect(await serving.runs()).toEqual([]);
  await startAndFinish(page, 'complete');
  expect(await textOf(page, '#keys')).toBe('11 of 11');

  await page.fill('#prefix', 'logs/');
  await page.press('#prefix', 'Enter');
  await expect.poll(() => textOf(page, '#keys')).toBe('20 of 20');
  expect(page.url()).toBe(`http://127.0.0.1:${serving.port}/?prefix=logs%2F`);
  const other = page.getByRole('link', { name: 'Scatter' });
  expect(await other.getAttribute('href')).toMatch(/\/scatter\?prefix=logs%2F$/);
  // A viewer that returns sees the run that has ended, and starts none.
  await page.reload();
  await waitForState(page, 'complete');
  expect(await textOf(page, '#keys')).toBe('20 of 20');
  expect(await serving.runs()).toHaveLength(2);
});

test('a failed run shows its reason, and the next run is not affected', async () => {
  const root = createTree(3);
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/');
  rmSync(root, { recursive: true });
  await startAndFinish(page, 'failed');
  expect(await page.getByRole('alert').textContent()).toContain(root);
  mkdirSync(root);
  writeFileSync(join(root, 'again.txt'), 'two words');
  await startAndFinish(page, 'complete');
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await numberOf(page, '#words')).toBe(2);
});

test('the pages work below a path of a proxy, also with a token', async () => {
  const token = 'a-token-of-some-length';
  const serving = await startServing(['--dir', createTree(20), '--token', token]);
  const below = '/tools/wordcount/';
  const proxy = await startPathProxy(serving.port, below);
  const page = await openPage(proxy.port, `${below}?token=${token}`);
  expect(new URL(page.url()).pathname).toBe(below);
  await startAndFinish(page, 'complete');
  await page.getByRole('link', { name: 'Scatter' }).click();
  await page.waitForURL(`**${below}scatter?prefix=`);
  await startAndFinish(page, 'complete');
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.waitForURL(`**${below}history`);
  await page.getByRole('link', { name: 'Counters' }).click();
  await waitForState(page, 'complete');
  expect(proxy.paths.filter((path) => !path.startsWith(below))).toEqual([]);
});

test('keys are shown as text and never as HTML', async () => {
  const root = createTemporaryFolder();
  const key = '<img src=x onerror=alert(1)>.log';
  writeFileSync(join(root, key), gzipSync('some words').subarray(0, -9));
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, '/');
  await startAndFinish(page, 'incomplete');
  expect(await textOf(page, '#log')).toContain(`${key}: partial`);
  await page.locator('.failure summary').click();
  await expect.poll(() => textOf(page, '.failure-keys')).toBe(key);
  expect(await page.locator('img').count()).toBe(0);
});

test('the policy of the pages allows no other script', async () => {
  const serving = await startServing(['--dir', createTree(1)]);
  const page = await openPage(serving.port, '/', { mayComplain: /Content Security Policy/ });
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
    return document.title;
  });
  expect(ran).not.toBe('taken over');
});

test('a run on Lambda shows dollars', async () => {
  const aws = await startAws({ directly: true });
  try {
    for (let n = 0; n < 20; n += 1) await aws.put(`logs/${n}`, `${'word '.repeat(n)}\n`);
    const serving = await startServing(['--bucket', BUCKET, '--concurrency', '4'], {
      env: aws.env,
    });
    const page = await openPage(serving.port, '/?prefix=logs/');
    expect(await textOf(page, '#source')).toBe(`s3://${BUCKET}/`);
    await startAndFinish(page, 'complete');
    expect(await numberOf(page, '#words')).toBe((19 * 20) / 2);
    expect(await textOf(page, '#cost-name')).toBe('Cost');
    expect(await textOf(page, '#cost')).toMatch(/^\$0\.\d*[1-9]/);
  } finally {
    await aws.close();
  }
}, 60_000);
