import { expect, test } from 'vitest';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { type Lister, selectPages } from '../../../src/run/select-pages.ts';
import { collect } from '../../support/collect.ts';

const NEVER = new AbortController().signal;
const CLOSED: ListedObject = {
  key: 'closed/',
  sizeBytes: 0,
  unread: { status: 'failed', code: 'unreadable-folder' },
};

/** Lists one key below each prefix, and a folder on the way to all of them. */
const store: Lister = {
  async *list(prefix) {
    yield [CLOSED];
    yield [{ key: `${prefix}1`, sizeBytes: 1 }];
  },
  async *lookUp(keys) {
    yield keys.map((key) => ({ key, sizeBytes: 2 }));
  },
};

async function select(prefixes: string[], keys: string[], signal = NEVER) {
  const pages = await collect(selectPages({ prefixes, keys }, store, signal));
  return pages.flat().map(({ key }) => key);
}

test('prefixes are listed one after another, then keys are looked up', async () => {
  expect(await select(['a', 'b'], ['k', 'l'])).toEqual(['closed/', 'a1', 'b1', 'k', 'l']);
  expect(await select([], ['k'])).toEqual(['k']);
  expect(await select([], [])).toEqual([]);
});

test('a folder on the way to several prefixes that cannot be listed comes once', async () => {
  expect(await select(['closed/a', 'closed/b', 'closed/c'], [])).toEqual([
    'closed/',
    'closed/a1',
    'closed/b1',
    'closed/c1',
  ]);
});

test('nothing more is listed after the signal', async () => {
  expect(await select(['a', 'b'], ['k'], AbortSignal.abort())).toEqual(['closed/', 'a1']);
});
