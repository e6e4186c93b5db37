import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyPlace, readKeys } from '../../../src/engines/read-keys.ts';
import { NO_TOTALS } from '../../../src/events/totals.ts';
import { createKeyLines } from '../../../src/reporters/key-lines.ts';
import { keyFormat } from '../../../src/reporters/result-format.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;
const BUCKET: KeyPlace = { bucket: 'logs' };
const FOLDER: KeyPlace = { root: '/data/logs' };

async function read(text: string | Uint8Array, place = BUCKET, separator: '\n' | '\0' = '\n') {
  const path = join(createTemporaryFolder(), 'keys.txt');
  writeFileSync(path, text);
  return await readKeys({ path, separator }, place, NEVER);
}

test('lines are keys, addresses of the bucket, or JSON lines with a key', async () => {
  const lines = [
    'a b.log',
    's3://logs/2026/x',
    '{"key":"from json\\n","status":"counted"}',
    '{not json}',
    '',
    ' spaces ',
    '"quoted"',
    'windows\r',
  ];
  expect(await read(`${lines.join('\n')}\n`)).toEqual([
    'a b.log',
    '2026/x',
    'from json\n',
    '{not json}',
    ' spaces ',
    '"quoted"',
    'windows',
  ]);
  expect(await read('no newline at the end')).toEqual(['no newline at the end']);
  expect(await read('')).toEqual([]);
});

test('keys that end with NUL may have newlines', async () => {
  expect(await read('a\nb\r\0c\0\0{"key":"d"}\0', BUCKET, '\0')).toEqual(['a\nb\r', 'c', 'd']);
});

test.each<[string | Uint8Array, KeyPlace, RegExp]>([
  ['a\ns3://other/b\n', BUCKET, /keys\.txt, line 2: it is not in the bucket logs\. Nothing was/],
  ['s3://logs/\n', BUCKET, /line 1: its key is empty/],
  ['\n\n{"name":"b"}', BUCKET, /line 3: it has no "key"/],
  ['{"key":7}', BUCKET, /line 1: it has no "key"/],
  ['{"key":""}', BUCKET, /line 1: its key is empty/],
  [Buffer.from([0x61, 0xff, 0x0a]), BUCKET, /line 1: it is not UTF-8/],
  ['s3://logs/a', FOLDER, /line 1: it is in a bucket, but files are counted/],
  ['a/../../b', FOLDER, /line 1: it has "\.\." in it/],
  ['/data/logs-2/a', FOLDER, /line 1: it is not below \/data\/logs/],
  ['./', FOLDER, /line 1: its key is empty/],
])('%j is refused', async (text, place, message) => {
  await expect(read(text, place)).rejects.toThrow(message);
});

test('a file has one key, however its path is written', async () => {
  const paths = ['./a/b', 'a//b', 'a/./b', '/data/logs/a/b', 'a/b/'];
  expect(await read(paths.join('\n'), FOLDER)).toEqual(paths.map(() => 'a/b'));
  expect(await read('/etc/hosts', { root: '/' })).toEqual(['etc/hosts']);
  expect(await read(Buffer.from([0x61, 0xff]), FOLDER)).toEqual(['a\udcff']);
});

test('a file that cannot be read is named', async () => {
  const list = { path: '/none', separator: '\n' } as const;
  await expect(readKeys(list, BUCKET, NEVER)).rejects.toThrow(
    /^The keys in \/none cannot be read: ENOENT/,
  );
});

test('the lines of --no-agg give back their keys', async () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\0', '{', '"', 's3://'),
  );
  const key = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const isKey = (text: string) => text !== '' && !/[\ud800-\udfff]/u.test(text);
  await fc.assert(
    fc.asyncProperty(fc.array(key.filter(isKey)), async (keys) => {
      let text = '';
      const reporter = createKeyLines(keyFormat('json'), async (line) => {
        text += line;
      });
      const counted = { bytes: 0, lines: 0, words: 0, ms: 0, status: 'counted' } as const;
      for (const one of keys) {
        const event = { type: 'object', key: one, sizeBytes: 0, ...counted } as const;
        await reporter.onEvent?.(event, NO_TOTALS);
      }
      await reporter.stop?.();
      expect(await read(text)).toEqual(keys);
    }),
    { numRuns: 50 },
  );
});
