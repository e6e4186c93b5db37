// The short cut for small plain and gzipped files: it counts what the usual way counts, or leaves it alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
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

/** The bytes with another value at a place, which counts from the end if it is negative. */
function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  const place = at < 0 ? bytes.length + at : at;
  changed[place] = (changed[place] as number) ^ 0xff;
  return changed;
}

/** RFC 1952, section 2.3: the flags say what follows the ten bytes of the header. */
function withHeaderPart(member: Buffer, flags: number, part: Buffer): Buffer {
  const changed = Buffer.concat([member.subarray(0, 10), part, member.subarray(10)]);
  changed[3] = flags;
  return changed;
}

function withTexts(member: Buffer): Buffer {
  return withHeaderPart(member, 0x18, Buffer.from('a name\0a comment\0'));
}

function withSubfield(member: Buffer): Buffer {
  return withHeaderPart(member, 0x04, Buffer.from([7, 0, 0x41, 0x70, 3, 0, 1, 2, 3]));
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
    ['a name that promises another format', 'file.bz2', TEXT, TEXT.length],
  ])('leaves %s alone', (_, key, content, sizeBytes) => {
    const store = createStore(key === 'other' ? 'file' : key, content);
    expect(countSmallSlice(sliceOf(key, sizeBytes), { words: 'wc' }, store)).toBeUndefined();
  });

  const LONG = Buffer.from('a log has many words\n'.repeat(40_000));
  const [MEMBER, LONG_MEMBER, EMPTY_MEMBER] = [TEXT, LONG, ''].map((text) => gzipSync(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ];

  it.each([
    ['one member', [MEMBER]],
    ['a member that decodes to much', [LONG_MEMBER]],
    ['no text', [EMPTY_MEMBER]],
    ['many members, the first of them long', [LONG_MEMBER, MEMBER, EMPTY_MEMBER, MEMBER]],
    ['zeros behind its members', [LONG_MEMBER, MEMBER, Buffer.alloc(700)]],
    ['a name and a comment in its header', [withTexts(MEMBER)]],
    ['a subfield in its header', [withSubfield(MEMBER)]],
  ])('counts a gzip file with %s as the usual way does', async (_, parts) => {
    const content = Buffer.concat(parts);
    const store = createStore('file.gz', content);
    for (const words of ['wc', 'identifier', 'article'] as const) {
      const count = countSmallSlice(sliceOf('file.gz', content.length), { words }, store);
      expect(count).toEqual((await countObject('file.gz', () => [content], words)).count);
      if (words === 'wc') expect(count).toMatchObject(wcReference(gunzipSync(content)));
    }
  });

  it.each([
    ['is truncated in its data', MEMBER.subarray(0, -12)],
    ['is truncated in its trailer', MEMBER.subarray(0, -1)],
    ['is truncated in its header', MEMBER.subarray(0, 9)],
    ['is truncated in the name in its header', withTexts(MEMBER).subarray(0, 13)],
    ['has a wrong checksum', withByte(MEMBER, -8)],
    ['has a wrong length', withByte(MEMBER, -4)],
    ['has damaged data', withByte(MEMBER, 10)],
    ['has reserved flags', withByte(MEMBER, 3)],
    ['has other bytes behind its member', Buffer.concat([MEMBER, TEXT])],
    ['has a damaged second member', Buffer.concat([MEMBER, withByte(MEMBER, -8)])],
    ['has a few bytes behind its member', Buffer.concat([MEMBER, MEMBER.subarray(0, 4)])],
    ['is compressed twice', gzipSync(MEMBER)],
    ['tells what it decodes to only by two members', Buffer.concat([MEMBER, MEMBER])],
  ])('leaves a gzip file alone that %s', (_, content) => {
    const store = createStore('file.gz', content);
    const slice = sliceOf('file.gz', content.length);
    expect(countSmallSlice(slice, { words: 'wc' }, store)).toBeUndefined();
  });

  it('counts nothing else than the usual way, whichever bit is flipped or byte is missing', async () => {
    // Its format is told by the first member alone.
    const first = withTexts(gzipSync(Buffer.alloc(10_000, TEXT)));
    const content = Buffer.concat([first, Buffer.alloc(2), withSubfield(MEMBER)]);
    const flipped = Array.from({ length: 8 * content.length }, (_, at) => {
      const changed = Buffer.from(content);
      changed[at >> 3] = (changed[at >> 3] as number) ^ (1 << (at & 7));
      return changed;
    });
    const truncated = Array.from(content, (_, length) => content.subarray(0, length));
    let counted = 0;
    for (const bytes of [...flipped, ...truncated]) {
      const slice = sliceOf('file.gz', bytes.length);
      const count = countSmallSlice(slice, { words: 'wc' }, { readAtOnce: () => bytes });
      if (!count) continue;
      counted += 1;
      const usual = await countObject('file.gz', () => [bytes], 'wc');
      expect(usual).toMatchObject({ count });
      expect(usual).not.toHaveProperty('fault');
      expect(usual).not.toHaveProperty('remark');
    }
    // Such as those of the time in a header.
    expect(counted).toBeGreaterThan(100);
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
