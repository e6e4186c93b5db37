import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../../src/local/directory-store.ts';
import type { FoundObject } from '../../../src/protocol/ports.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';
import { asUnprivileged } from '../../support/unprivileged.ts';

const NEVER = new AbortController().signal;

function listDirectory(root: string, prefix = '', signal = NEVER) {
  return createDirectoryStore(root).list(prefix, signal);
}

function createFiles(paths: readonly string[]): string {
  const root = createTemporaryFolder();
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  return root;
}

/** Tags and times are those of the file system, so they are left out. */
async function list(root: string, prefix = ''): Promise<FoundObject[]> {
  const listed = (await collect(listDirectory(root, prefix))).flat();
  return listed.map(({ etag: _, modifiedMs: __, ...object }) => object);
}

async function listKeys(root: string, prefix = ''): Promise<string[]> {
  const listed = await list(root, prefix);
  return listed.filter(({ unread }) => unread?.status !== 'left-out').map(({ key }) => key);
}

describe('listDirectory', () => {
  it('lists every file with its size, by its path from the root', async () => {
    const root = createFiles(['b.txt', 'a/deep/er/file', '.hidden', 'a/.git/x']);
    writeFileSync(join(root, 'empty'), '');
    expect(await list(root)).toEqual([
      { key: '.hidden', sizeBytes: 7 },
      { key: 'a/.git/x', sizeBytes: 8 },
      { key: 'a/deep/er/file', sizeBytes: 14 },
      { key: 'b.txt', sizeBytes: 5 },
      { key: 'empty', sizeBytes: 0 },
    ]);
  });

  it('lists nothing for an empty folder, or for empty folders in it', async () => {
    const root = createTemporaryFolder();
    mkdirSync(join(root, 'empty/er'), { recursive: true });
    expect(await list(root)).toEqual([]);
  });

  it('lists in the order of the keys, in which a folder ends with a slash', async () => {
    const paths = ['a/x', 'a.txt', 'a-b/x', 'a', 'ab', 'a0', 'B', 'é', '_'];
    const files = paths.filter((path) => path !== 'a');
    expect(await listKeys(createFiles(files))).toEqual([...files].sort());
  });

  it('lists characters of two code units in the order of their bytes, as S3 does', async () => {
    const files = ['\u{1f600}/x', '\uff5e', '\ue000/x', '\u{1f3fb}', '\ud7ff', 'é'];
    const inOrder = files.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await listKeys(createFiles(inOrder))).toEqual(inOrder);
  });

  it('lists what the find command finds', async () => {
    const names = ['a', 'b c', 'd\te', 'é', '-', 'x'.repeat(100)];
    const paths = names.flatMap((one) => names.map((two) => `${one}/${two}`));
    const root = createFiles([...paths, 'top']);
    const found = execFileSync('find', ['.', '-type', 'f', '-printf', '%P\\0'], { cwd: root });
    const expected = found.toString().split('\0').filter(Boolean).sort();
    expect(await listKeys(root)).toEqual(expected);
  });

  it.each([
    ['', ['a/1', 'a/b/2', 'ab', 'b/3']],
    ['a', ['a/1', 'a/b/2', 'ab']],
    ['a/', ['a/1', 'a/b/2']],
    ['a/b', ['a/b/2']],
    ['a/b/2', ['a/b/2']],
    ['a/b/2/', []],
    ['a/1', ['a/1']],
    ['b/', ['b/3']],
    ['c', []],
    ['/', []],
  ])('lists below the prefix %j only %j', async (prefix, keys) => {
    const root = createFiles(['a/1', 'a/b/2', 'ab', 'b/3']);
    expect(await listKeys(root, prefix)).toEqual(keys);
  });

  it('leaves symbolic links out, whatever they point to', async () => {
    const root = createFiles(['file', 'folder/file']);
    symlinkSync(join(root, 'file'), join(root, 'link-to-file'));
    symlinkSync(join(root, 'folder'), join(root, 'link-to-folder'));
    symlinkSync(root, join(root, 'folder/loop'));
    symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));
    expect(await listKeys(root)).toEqual(['file', 'folder/file']);
    const links = (await list(root)).filter(({ unread }) => unread?.code === 'links-left-out');
    expect(links.map(({ key }) => key)).toEqual([
      'dangling',
      'folder/loop',
      'link-to-file',
      'link-to-folder',
    ]);
  });

  it('lists a pipe as skipped', async () => {
    const root = createFiles(['a', 'c']);
    execFileSync('mkfifo', [join(root, 'b')]);
    expect(await list(root)).toEqual([
      { key: 'a', sizeBytes: 1 },
      { key: 'b', sizeBytes: 0, unread: { status: 'skipped', code: 'not-a-file' } },
      { key: 'c', sizeBytes: 1 },
    ]);
    expect(await listKeys(root, 'c')).toEqual(['c']);
  });

  it('lists a folder that may not be read as failed, and goes on', async () => {
    const root = createFiles(['a', 'closed/x', 'z']);
    chmodSync(root, 0o755);
    chmodSync(join(root, 'closed'), 0o000);
    onTestFinished(() => chmodSync(join(root, 'closed'), 0o755));
    const unread = { status: 'failed', code: 'unreadable-folder' };
    expect(await asUnprivileged(() => list(root))).toEqual([
      { key: 'a', sizeBytes: 1 },
      { key: 'closed/', sizeBytes: 0, unread },
      { key: 'z', sizeBytes: 1 },
    ]);
    expect(await asUnprivileged(() => listKeys(root, 'z'))).toEqual(['z']);
  });

  it('lists files whose sizes may not be asked for as failed', async () => {
    const root = createFiles(['names-only/x']);
    chmodSync(root, 0o755);
    chmodSync(join(root, 'names-only'), 0o444);
    onTestFinished(() => chmodSync(join(root, 'names-only'), 0o755));
    expect(await asUnprivileged(() => list(root))).toEqual([
      { key: 'names-only/x', sizeBytes: 0, unread: { status: 'failed', code: 'access-denied' } },
    ]);
  });

  it('lists a root that is no folder as a failed one', async () => {
    const root = createFiles(['file']);
    const unread = { status: 'failed', code: 'unreadable-folder' };
    expect(await list(join(root, 'file'))).toEqual([{ key: '', sizeBytes: 0, unread }]);
    expect(await list(join(root, 'missing'))).toEqual([{ key: '', sizeBytes: 0, unread }]);
  });

  it('leaves out a folder that vanished after its parent was read', async () => {
    const root = createFiles(['z/x']);
    mkdirSync(join(root, 'a'));
    for (let index = 0; index < 1_000; index += 1) writeFileSync(join(root, `a/${index}`), '');
    const pages: number[] = [];
    for await (const page of listDirectory(root)) {
      pages.push(page.length);
      rmSync(join(root, 'z'), { recursive: true, force: true });
    }
    expect(pages).toEqual([1_000, 0]);
  });

  it('lets other work run between many empty folders', async () => {
    const root = createTemporaryFolder();
    for (let index = 0; index < 1_500; index += 1) mkdirSync(join(root, `${index}`));
    let hadTurn = false;
    setImmediate(() => {
      hadTurn = true;
    });
    expect(await list(root)).toEqual([]);
    expect(hadTurn).toBe(true);
  });

  it('lists a file as failed whose path is too long for the system', async () => {
    const root = createTemporaryFolder();
    // The folder's path is below the limit of 4,096 bytes, and the file's above.
    // Node's own rm cannot remove it.
    onTestFinished(() => void execFileSync('rm', ['-r', root]));
    const deep = Array.from({ length: 16 }, () => 'd'.repeat(240)).join('/');
    mkdirSync(join(root, deep), { recursive: true });
    const args = ['-c', 'cd "$1" && : > "$2"', 'bash', join(root, deep), 'f'.repeat(255)];
    execFileSync('bash', args);
    expect((await list(root)).map(({ unread }) => unread)).toEqual([
      { status: 'failed', code: 'read-failed' },
    ]);
  });

  it('gives pages of a thousand, and stops when it is aborted', async () => {
    const root = createTemporaryFolder();
    for (let index = 0; index < 1_050; index += 1) writeFileSync(join(root, `${index}`), '');
    const pages = await collect(listDirectory(root));
    expect(pages.map(({ length }) => length)).toEqual([1_000, 50]);
    const abort = new AbortController();
    let listed = 0;
    for await (const page of listDirectory(root, '', abort.signal)) {
      listed += page.length;
      abort.abort();
    }
    expect(listed).toBe(1_000);
  });
});
