// Options that are given as environment variables, beside those of the command line.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

test('the command line takes precedence over the environment, and lists can be given in parts', async () => {
  const dir = createTemporaryFolder();
  for (const name of ['a.txt', 'b.txt', 'b.md']) writeFileSync(join(dir, name), 'one two');
  const env = { WORDCOUNT_PREFIX: 'a', WORDCOUNT_DIR: '/no/such/folder' };
  const args = ['run', '--dir', dir, '--prefix', 'b', '--json', '--quiet'];
  const all = JSON.parse((await runCli(args, { env })).stdout);
  expect(all.totals).toMatchObject({ words: 4 });
  const lists = ['--include', '*.txt', '--include', '*.md', '--exclude', 'b.txt', '--exclude', 'c'];
  const some = JSON.parse((await runCli([...args, ...lists], { env })).stdout);
  expect(some.totals).toMatchObject({ words: 2 });
});

test.each<[string, Record<string, string>, string[], string]>([
  ['the keys of earlier runs', { WORDCOUNT_ALL: '1' }, [], '3 6 24 ./'],
  ['a table', { WORDCOUNT_FORMAT: 'table' }, ['--no-agg', '--prefix', 'a'], '{"key":"a.txt"'],
  ['one line for each key', { WORDCOUNT_NO_AGG: '1' }, ['--format', 'table'], 'Counted all 3 keys'],
  ['a form of results', { WORDCOUNT_FORMAT: 'csv' }, ['--dry-run'], 'To count: 3 keys'],
  ['an engine', { WORDCOUNT_ENGINE: 'lambda' }, [], '3 6 24 ./'],
  ['a storage class', { WORDCOUNT_STORAGE_CLASS: 'STANDARD' }, [], '3 6 24 ./'],
  ['an inventory', { WORDCOUNT_INVENTORY: 's3://inventory/manifest.json' }, [], '3 6 24 ./'],
  ['a key', { WORDCOUNT_KEY: 'b.md' }, ['--prefix', 'a'], '1 2 8 ./a'],
  ['a list of keys', { WORDCOUNT_KEYS_FROM: 'b.md' }, ['--prefix', 'a'], '1 2 8 ./a'],
  ['a prefix', { WORDCOUNT_PREFIX: 'a' }, ['--key', 'b.md'], '1 2 8 ./b.md'],
])('a variable that names %s yields to what is typed', async (_, env, args, begins) => {
  const cwd = createTemporaryFolder();
  for (const name of ['a.txt', 'b.txt', 'b.md']) writeFileSync(join(cwd, name), 'one two\n');
  const { stdout, stderr } = await runCli(['run', '.', '--quiet', ...args], { cwd, env });
  expect(stderr).toBe('');
  expect(stdout.trimStart()).toMatch(begins);
});

test.each<[string, Record<string, string>, string[], string, string]>([
  ['a bucket', { WORDCOUNT_BUCKET: 'logs' }, ['--all-buckets'], 's3:::*/*', 's3:::logs'],
  ['all buckets', { WORDCOUNT_ALL_BUCKETS: '1' }, ['--bucket', 'logs'], 's3:::logs/*', 's3:::*'],
  ['a subnet', { WORDCOUNT_SUBNET: 'subnet-0123abcd' }, ['--no-vpc'], 'terraform', 'subnet-0123'],
  ['another output', { WORDCOUNT_PRINT_POLICY: 'run' }, [], 'terraform', '"Version": "2012-10-17"'],
])('a variable of deploy that names %s yields to what is typed', async (_, env, args, has, not) => {
  const asked = ['deploy', '--template', 'terraform', '--region', 'us-east-1', ...args];
  const { stdout, exitCode } = await runCli(asked, { env });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(has);
  expect(stdout).not.toContain(not);
});

test('variables that name keys and prefixes yield to a file and to several sources', async () => {
  const cwd = createTemporaryFolder();
  for (const name of ['a.txt', 'b.txt']) writeFileSync(join(cwd, name), 'one two\n');
  for (const env of [{ WORDCOUNT_PREFIX: 'b' }, { WORDCOUNT_KEY: 'b.txt' }]) {
    const one = await runCli(['run', 'a.txt', '--quiet'], { cwd, env });
    expect(one).toMatchObject({ stdout: '1 2 8 ./a.txt\n', exitCode: 0 });
    const two = await runCli(['run', 'a.txt', 'b.txt', '--quiet'], { cwd, env });
    expect(two.stdout).toMatch(/^2 4 16 /);
  }
});
