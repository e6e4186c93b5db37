// Sources as arguments: files, folders and addresses, counted by the built program.

import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUCKET } from '../emulator/start-aws.ts';
import { createTreeOf, type Files, useBucketOf } from '../emulator/two-places.ts';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const FILES: Files = {
  'a.log': 'one\n',
  'a.log.1': 'one two\n',
  'logs/x': 'one two three\n',
  'logs/y': 'one two three four\n',
  'logs-2/z': 'one two three four five\n',
};

const bucket = useBucketOf(FILES);

const createTree = () => createTreeOf(FILES);

async function run(args: readonly string[], cwd?: string) {
  const options = { env: bucket().env, ...(cwd !== undefined && { cwd }) };
  const { stdout, stderr, exitCode } = await runCli(['run', ...args, '--json', '--quiet'], options);
  expect(stderr).toBe('');
  const { source, objects, totals } = JSON.parse(stdout);
  return { source, listed: objects.listed, words: totals.words, lines: totals.lines, exitCode };
}

const onThisMachine = ['--engine', 'local'];

test.each<[string[], number, object]>([
  [[`s3://${BUCKET}/logs/`], 7, { prefix: 'logs/' }],
  [[`s3://${BUCKET}`], 15, { prefix: '' }],
  [
    [`s3://${BUCKET}/logs/`, `s3://${BUCKET}/a.log`],
    10,
    { prefix: '', prefixes: ['a.log', 'logs/'] },
  ],
  // One covers the others.
  [
    [`s3://${BUCKET}/logs/x`, `s3://${BUCKET}/logs`, `s3://${BUCKET}/logs/`],
    12,
    { prefix: 'logs' },
  ],
  [
    ['--bucket', BUCKET, '--prefix', 'logs/', '--prefix', 'logs-2', '--prefix', 'logs/x'],
    12,
    {
      prefix: 'logs',
      prefixes: ['logs-2', 'logs/'],
    },
  ],
  [
    [`s3://${BUCKET}`, '--prefix', 'logs/x', '--prefix', 'logs/y'],
    7,
    {
      prefix: 'logs/',
      prefixes: ['logs/x', 'logs/y'],
    },
  ],
])('%j', async (args, words, source) => {
  const counted = await run([...args, ...onThisMachine]);
  expect(counted).toMatchObject({ words, source: { bucket: BUCKET, ...source }, exitCode: 0 });
  expect(counted.source.prefixes).toEqual((source as { prefixes?: string[] }).prefixes);
});

test.each<[string[], number, object]>([
  [['.'], 15, { dir: '.', prefix: '' }],
  [['logs/'], 7, { dir: 'logs/', prefix: '' }],
  [['logs', 'logs/x', './logs-2/../logs'], 7, { dir: 'logs', prefix: '' }],
  [['logs', 'logs-2'], 12, { dir: '.', prefixes: ['logs-2/', 'logs/'] }],
  [['a.log'], 1, { dir: '.', prefix: 'a.log', keys: 1 }],
  [['a.log', './a.log', 'a.log.1'], 3, { dir: '.', prefix: 'a.log', keys: 2 }],
  [['logs/x', 'logs/y'], 7, { dir: 'logs', keys: 2 }],
  [['a.log', 'logs'], 8, { dir: '.', prefixes: ['logs/'], keys: 1 }],
  [['logs', '--prefix', 'x'], 3, { dir: 'logs', prefix: 'x' }],
  [['.', '--prefix', 'a.log.', '--prefix', 'logs/'], 9, { prefixes: ['a.log.', 'logs/'] }],
  [['link', 'logs'], 7, { dir: 'logs', prefix: '' }],
  [['--include', 'x', 'logs'], 3, { dir: 'logs' }],
])('%j', async (args, words, source) => {
  const root = createTree();
  symlinkSync('logs', join(root, 'link'));
  expect(await run(args, root)).toMatchObject({ words, source, exitCode: 0 });
});

test('many files that the shell names are each counted once', async () => {
  const root = createTemporaryFolder();
  cpSync('src', join(root, 'src'), { recursive: true });
  const files = execFileSync('find', ['src', '-name', '*.ts'], { cwd: root, encoding: 'utf8' });
  const names = files.trimEnd().split('\n');
  const lines = execFileSync('wc', ['-l', ...names], {
    cwd: root,
    env: { LC_ALL: 'C' },
    encoding: 'utf8',
  });
  expect(await run([...names, 'src/run', ...names.slice(0, 50)], root)).toMatchObject({
    listed: names.length,
    lines: Number(lines.trimEnd().split('\n').at(-1)?.trim().split(' ')[0]),
  });
});
