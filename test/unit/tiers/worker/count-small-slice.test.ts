// The short cut for small plain files: it counts what the usual way counts, or leaves it alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../../src/local/directory-store.ts';
import { countSmallSlice } from '../../../../src/tiers/worker/count-small-slice.ts';
import { countObject } from '../../../support/count-object.ts';
import { formatFixture } from '../../../support/format-fixture.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { createTemporaryFolder } from '../../../support/temporary-folder.ts';

const TEXT = Buffer.from('two words\n\nand three more');

function createStore(key: string, content: Buffer) {
  const root = createTemporaryFolder();
  writeFileSync(join(root, key), content);
  return createDirectoryStore(root);
}

function sliceOf(key: string, sizeBytes: number) {
  return { key, sizeBytes, start: 0, end: sizeBytes };
}

describe('countSmallSlice', () => {
  it.each([1, 10, TEXT.length])('counts %d bytes as the usual way does', async (length) => {
    const content = TEXT.subarray(0, length);
    const store = createStore('file', content);
    const count = countSmallSlice(sliceOf('file', length), { words: 'wc' }, store);
    expect(count).toEqual((await countObject('file', () => [content], 'wc')).count);
    expect(count?.bytes).toBe(length);
  });

  it.each([
    ['an empty file', 'file', Buffer.alloc(0), 0],
    ['a file that is gone', 'other', TEXT, TEXT.length],
    ['a file that has shrunk', 'file', TEXT, TEXT.length + 1],
    ['a large file', 'file', Buffer.alloc(100_000, 'a '), 100_000],
    ['compressed data', 'file', gzipSync(TEXT), gzipSync(TEXT).length],
    ['an archive', 'file', formatFixture('c.zip'), 145],
    ['a skippable frame', 'file', formatFixture('skip64-noext'), 116],
    ['a name that promises compressed data', 'file.gz', TEXT, TEXT.length],
  ])('leaves %s alone', (_, key, content, sizeBytes) => {
    const store = createStore(key === 'other' ? 'file' : key, content);
    expect(countSmallSlice(sliceOf(key, sizeBytes), { words: 'wc' }, store)).toBeUndefined();
  });

  it('counts what is taken for plain text as it is', () => {
    const content = gzipSync(TEXT);
    const store = createStore('file.gz', content);
    const slice = sliceOf('file.gz', content.length);
    const count = countSmallSlice(slice, { words: 'wc', as: 'plain' }, store);
    expect(count).toMatchObject(wcReference(content));
  });

  it('leaves a part of a file alone', () => {
    const store = createStore('file', TEXT);
    const slice = { ...sliceOf('file', TEXT.length), start: 3 };
    expect(countSmallSlice(slice, { words: 'wc' }, store)).toBeUndefined();
  });
});
