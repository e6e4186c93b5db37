import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/local/directory-store.ts';
import { collect } from '../../support/collect.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;

const NAMES: [string, Buffer][] = [
  ['a newline', Buffer.from('two\nlines')],
  ['control characters', Buffer.from('\x01\x1b[31m\x7f')],
  ['a byte that is not UTF-8', Buffer.from('caf\xe9', 'latin1')],
  ['half a character', Buffer.of(0xf0, 0x9f, 0x98)],
  ['the replacement character', Buffer.from('\ufffd')],
  ['an encoded surrogate', Buffer.of(0xed, 0xb3, 0xbf)],
  ['255 bytes', Buffer.alloc(255, 'x')],
  ['255 bytes that are not UTF-8', Buffer.alloc(255, 0xff)],
  ['a character beyond the first plane', Buffer.from('😀')],
  ['a backslash and quotes', Buffer.from('\\"\'')],
];

it.each(NAMES)('a name with %s is listed and read', async (_, name) => {
  const root = createTemporaryFolder();
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), 'content');
  const folder = Buffer.concat([Buffer.from(`${root}/in-`), name.subarray(0, 200)]);
  mkdirSync(folder);
  writeFileSync(Buffer.concat([folder, Buffer.from('/'), name]), 'content');

  const store = createDirectoryStore(root);
  const objects = (await collect(store.list('', NEVER))).flat();
  expect(objects).toHaveLength(2);
  for (const object of objects) {
    expect(object.sizeBytes).toBe(7);
    const overTheWire = JSON.parse(JSON.stringify(object));
    const chunks: Buffer[] = [];
    for await (const chunk of store.read(overTheWire, 0, 7, NEVER)) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString()).toBe('content');
  }
});

it('different names that are not UTF-8 have different keys', async () => {
  const root = createTemporaryFolder();
  for (let byte = 0x80; byte < 0x100; byte += 1) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(byte)]), '');
  }
  const objects = (await collect(createDirectoryStore(root).list('', NEVER))).flat();
  expect(new Set(objects.map(({ key }) => key)).size).toBe(128);
});
