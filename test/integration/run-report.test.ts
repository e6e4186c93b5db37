// `wordcount run --report` with the built program.

import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

function createTree(): string {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'a.txt'), 'one two three\n');
  writeFileSync(join(root, '<b>&.gz'), gzipSync('four five').subarray(0, -9));
  return root;
}

test('a report is written beside the result, with its style within it', async () => {
  const root = createTree();
  const report = join(createTemporaryFolder(), 'report.html');
  const args = ['run', '--dir', root, '--report', report, '--json', '--quiet'];
  const { exitCode, stdout, stderr } = await runCli(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ totals: { words: 5 } });
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('<p class="number">5</p>');
  expect(html).toContain('<bdi>&lt;b&gt;&amp;.gz</bdi>');
  expect(html).not.toContain('<b>&');
  // The style is the built one: no imports, and tokens for both schemes.
  expect(html).toMatch(/prefers-color-scheme:\s*dark/);
  expect(html).not.toContain('@import');
});

test('options are told in the report, except passwords', async () => {
  const report = join(createTemporaryFolder(), 'report.html');
  const { exitCode } = await runCli(
    ['run', '--dir', createTree(), '--report', report, '--include', '*.txt', '--quiet'],
    { env: { WORDCOUNT_ENDPOINT_URL: 'http://user:secret@localhost:9000' } },
  );
  expect(exitCode).toBe(0);
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('<dt>--include</dt><dd><bdi>*.txt</bdi></dd>');
  expect(html).toContain('<bdi>http://…@localhost:9000</bdi>');
  expect(html).not.toContain('secret');
  expect(html).not.toContain('--report');
});

test.each([
  ['-', /A report is a file for a browser: give it a path, such as report\.html\./],
  ['', /It must be the path of a file/],
  ['/no/such/folder/report.html', /there is no folder \/no\/such\/folder/],
  ['/', /because it is not a file/],
])('--report %j is refused before the run', async (path, message) => {
  const { exitCode, stdout, stderr } = await runCli(['run', '--dir', '.', '--report', path]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('a run that cannot begin writes no report', async () => {
  const folder = createTemporaryFolder();
  const report = join(folder, 'report.html');
  const { exitCode } = await runCli(['run', '--dir', '/no/such/folder', '--report', report]);
  expect(exitCode).toBe(2);
  expect(existsSync(report)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('an interrupted run writes its report too, marked as what it is', async () => {
  const report = join(createTemporaryFolder(), 'report.html');
  const root = createEndlessTree();
  const args = ['run', '--dir', root, '--no-agg', '--task-size', '1', '--report', report];
  const child = startCli(args);
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const { exitCode } = await child;
  expect(exitCode).toBe(130);
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('data-tone="interrupted"');
  expect(html).toContain('<bdi>endless.log</bdi>');
});
