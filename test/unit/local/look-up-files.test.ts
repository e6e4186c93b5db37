// Files by their keys, against what a listing says of the same files.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDirectoryStore } from '../../../src/local/directory-store.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;

function createTree(): string {
  const root = createTemporaryFolder();
  mkdirSync(join(root, 'folder/inner'), { recursive: true });
  writeFileSync(join(root, 'a'), 'one');
  writeFileSync(join(root, 'folder/inner/b'), 'two words');
  symlinkSync('folder', join(root, 'linked'));
  symlinkSync('a', join(root, 'link'));
  return root;
}

async function lookUp(root: string, keys: readonly string[]): Promise<ListedObject[]> {
  return (await collect(createDirectoryStore(root).lookUp?.(keys, NEVER) ?? [])).flat();
}

test('each file is what a listing says, in the order of the keys', async () => {
  const root = createTree();
  const listed = (await collect(createDirectoryStore(root).list('', NEVER))).flat();
  const keys = ['folder/inner/b', 'a', 'link'];
  const expected = keys.map((key) => listed.find((object) => object.key === key));
  expect(await lookUp(root, keys)).toEqual(expected);
});

test('a missing file is failed, and a folder is no file', async () => {
  const root = createTree();
  const gone = { unread: { status: 'failed', code: 'vanished' } };
  expect(
    await lookUp(root, ['none', 'folder/none', 'none/none', 'a/none', 'folder']),
  ).toMatchObject([gone, gone, gone, gone, { unread: { status: 'skipped', code: 'not-a-file' } }]);
});

test('files behind a link are left out, because they have another key', async () => {
  const root = createTree();
  const link = { unread: { status: 'left-out', code: 'links-left-out' } };
  const keys = ['linked/inner/b', 'folder/inner/b'];
  const found = await lookUp(root, keys);
  expect(found[0]).toMatchObject(link);
  expect(found[1]).toMatchObject({ sizeBytes: 9 });
  expect(found[1]?.unread).toBeUndefined();
});

test('a root that is a link is followed', async () => {
  const root = createTree();
  expect(await lookUp(join(root, 'linked'), ['inner/b'])).toMatchObject([{ sizeBytes: 9 }]);
});

test('more keys than a page, until the signal aborts', async () => {
  const root = createTree();
  const keys = Array.from({ length: 250 }, (_, n) => `none-${n}`);
  const found = await lookUp(root, keys);
  expect(found.map(({ key }) => key)).toEqual(keys);
  const abort = new AbortController();
  let seen = 0;
  for await (const page of createDirectoryStore(root).lookUp?.(keys, abort.signal) ?? []) {
    seen += page.length;
    abort.abort();
  }
  expect(seen).toBeLessThan(250);
});
