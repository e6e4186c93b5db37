// Files that are written between their listing and their reading, or between two reads.

import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDirectoryStore } from '../../../src/local/directory-store.ts';
import { fileTag, isListedVersion } from '../../../src/local/file-version.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;
const SMALL = 'some words of text\n';
const LARGE = SMALL.repeat(20_000);

/** A file that was last written some time ago, as it is listed. */
async function listFile(content: string) {
  const root = createTemporaryFolder();
  const path = join(root, 'file');
  writeFileSync(path, content);
  utimesSync(path, 1_000, 1_000);
  const store = createDirectoryStore(root);
  const [listed] = (await collect(store.list('', NEVER))).flat();
  return { path, store, listed: listed as ListedObject };
}

type File = Awaited<ReturnType<typeof listFile>>;

async function read({ store, listed }: File, start = 0, end = listed.sizeBytes): Promise<string> {
  const chunks = await collect(copies(store.read(listed, start, end, NEVER)));
  return Buffer.concat(chunks).toString();
}

async function* copies(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

function rewriteInPlace(path: string, text: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, text, 0);
  closeSync(file);
}

test.each([SMALL, LARGE])('a file that nobody writes is read whole', async (content) => {
  const file = await listFile(content);
  expect(await read(file)).toBe(content);
  const atOnce = file.store.readAtOnce?.(file.listed);
  if (content === SMALL) expect(Buffer.from(atOnce ?? '').toString()).toBe(content);
});

test.each([SMALL, LARGE])(
  'a file that is rewritten at the same size is changed',
  async (content) => {
    const file = await listFile(content);
    rewriteInPlace(file.path, 'SOME');
    expect(file.store.readAtOnce?.(file.listed)).toBeUndefined();
    await expect(read(file)).rejects.toMatchObject({ code: 'changed', retryable: false });
  },
);

test('a file that is rewritten between two slices is changed', async () => {
  const file = await listFile(LARGE);
  const half = LARGE.length / 2;
  expect(await read(file, 0, half)).toBe(LARGE.slice(0, half));
  rewriteInPlace(file.path, 'SOME');
  await expect(read(file, half)).rejects.toMatchObject({ code: 'changed' });
});

test('a file that is rewritten while it is read is changed', async () => {
  const file = await listFile(LARGE);
  const reading = async () => {
    for await (const _ of file.store.read(file.listed, 0, LARGE.length, NEVER)) {
      rewriteInPlace(file.path, 'SOME');
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'changed' });
});

test('another file of the same name and size is changed', async () => {
  const file = await listFile(SMALL);
  // As tools write it that copy times too; the time of the change cannot be set, but has its ticks.
  do {
    writeFileSync(`${file.path}.new`, SMALL.toUpperCase());
    utimesSync(`${file.path}.new`, 1_000, 1_000);
  } while (statSync(`${file.path}.new`).ctimeMs === statSync(file.path).ctimeMs);
  renameSync(`${file.path}.new`, file.path);
  expect(file.store.readAtOnce?.(file.listed)).toBeUndefined();
  await expect(read(file)).rejects.toMatchObject({ code: 'changed' });
});

test('a log that grows is read up to its listed size, and a rotated one is changed', async () => {
  const file = await listFile(LARGE);
  appendFileSync(file.path, 'more');
  expect(await read(file)).toBe(LARGE);
  // Both exist for a while, so they have different inodes.
  renameSync(file.path, `${file.path}.1`);
  writeFileSync(file.path, `${LARGE}more`);
  await expect(read(file)).rejects.toMatchObject({ code: 'changed' });
});

test('other permissions or links of a file are no other version', async () => {
  const file = await listFile(SMALL);
  chmodSync(file.path, 0o600);
  expect(await read(file)).toBe(SMALL);
});

const STATS = { ino: 7, mtimeMs: 1.25, ctimeMs: 2.5, size: 10 } as Stats;

test.each<[string, Partial<Stats>, boolean]>([
  ['nothing', {}, true],
  ['the time of modification', { mtimeMs: 1.5, ctimeMs: 3 }, false],
  ['the time of change', { ctimeMs: 3 }, true],
  // File systems in user space number their inodes anew.
  ['the inode alone', { ino: 8 }, true],
  ['inode and time of change', { ino: 8, ctimeMs: 3 }, false],
  ['size and times', { size: 11, mtimeMs: 3, ctimeMs: 3 }, true],
  ['inode, size and times', { ino: 8, size: 11, mtimeMs: 3, ctimeMs: 3 }, false],
])('a file of which %s changed', (_, change, isSame) => {
  const listed = { key: 'file', sizeBytes: 10, etag: fileTag(STATS) };
  expect(isListedVersion(listed, { ...STATS, ...change } as Stats)).toBe(isSame);
});
