import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { locatePaths } from '../../../src/engines/locate-paths.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

function createTree(): string {
  const root = createTemporaryFolder();
  for (const folder of ['logs/old', 'logs/new', 'logs-2']) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'a.log'), 'words\n');
  }
  symlinkSync('new', join(root, 'logs/latest'));
  symlinkSync('new/a.log', join(root, 'logs/link.log'));
  return root;
}

test('one folder is the root itself, as it was typed', async () => {
  const root = createTree();
  expect(await locatePaths([`${root}/logs/../logs/`])).toEqual({
    root: join(root, 'logs'),
    dir: `${root}/logs/../logs/`,
    prefixes: [''],
    keys: [],
  });
});

test('one file is a key in its folder', async () => {
  const root = createTree();
  expect(await locatePaths([join(root, 'logs/old/a.log')])).toMatchObject({
    root: join(root, 'logs/old'),
    prefixes: [],
    keys: ['a.log'],
  });
});

test('several paths share the innermost folder', async () => {
  const root = createTree();
  const paths = ['logs/old', 'logs/new/a.log', 'logs-2'].map((path) => join(root, path));
  expect(await locatePaths(paths)).toMatchObject({
    root,
    prefixes: ['logs/old/', 'logs-2/'],
    keys: ['logs/new/a.log'],
  });
});

test('a folder and what is in it are one place', async () => {
  const root = createTree();
  const paths = ['logs', 'logs/old'].map((path) => join(root, path));
  expect(await locatePaths(paths)).toMatchObject({
    root: join(root, 'logs'),
    prefixes: ['', 'old/'],
  });
});

test('links that are named stand for what they lead to', async () => {
  const root = createTree();
  const paths = ['logs/latest', 'logs/link.log', 'logs/old'].map((path) => join(root, path));
  expect(await locatePaths(paths)).toMatchObject({
    root: join(root, 'logs'),
    prefixes: ['new/', 'old/'],
    keys: ['new/a.log'],
  });
});

test('a folder below the working folder is shown relative to it', async () => {
  const { dir } = await locatePaths(['test/unit/engines', 'test/unit/run']);
  expect(dir).toBe('test/unit');
  expect((await locatePaths(['test', 'src'])).dir).toBe('.');
  const root = createTree();
  const outside = ['logs', 'logs-2'].map((path) => relative('.', join(root, path)));
  expect((await locatePaths(outside)).dir).toBe(root);
});

test('what cannot be counted is named', async () => {
  const root = createTree();
  const at = (path: string) => join(root, path);
  await expect(locatePaths([at('logs'), at('none')])).rejects.toThrow(
    `no file or folder ${at('none')}`,
  );
  await expect(locatePaths([at('logs/old/a.log/b')])).rejects.toThrow(/no file or folder/);
  await expect(locatePaths([`${at('logs/old/a.log')}/`])).rejects.toThrow(/no file or folder/);
  symlinkSync('circle', at('circle'));
  await expect(locatePaths([at('circle')])).rejects.toThrow(/no file or folder/);
  const socket = createServer().listen(at('socket'));
  onTestFinished(() => void socket.close());
  await expect(locatePaths([at('socket')])).rejects.toThrow(/neither a file nor a folder/);
});
