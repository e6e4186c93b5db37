// Named keys and filters over a bucket and a folder, with the built program.

import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUCKET } from '../emulator/start-aws.ts';
import { createTreeOf, type Files, useBucketOf } from '../emulator/two-places.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const FILES: Files = {
  'a.log': 'one\n',
  'a.log.1': 'one two\n',
  'odd/a b+c%20d': 'one two three\n',
  'odd/two\nlines': 'one two three four\n',
  'odd/é 🎉': 'one two three four five\n',
};

const bucket = useBucketOf(FILES);

const createTree = () => createTreeOf(FILES);

interface Line {
  readonly key: string;
  readonly status: string;
  readonly reason?: string;
  readonly words: number;
}

const PLACES = [
  ['a bucket', () => [`s3://${BUCKET}`, '--engine', 'local']],
  ['a folder', () => [createTree()]],
] as const;

async function countEach(args: readonly string[], input?: string) {
  const cli = startCli(['run', ...args, '--no-agg', '--quiet'], { env: bucket().env });
  cli.stdin?.end(input ?? '');
  const { stdout, stderr, exitCode } = await cli;
  expect(stderr).toBe('');
  const lines = stdout.split('\n').filter(Boolean);
  return { stdout, lines: lines.map((line): Line => JSON.parse(line)), exitCode };
}

test.each(PLACES)('exactly the named keys of %s are counted, each once', async (_, place) => {
  const keys = ['--key', 'a.log', '--key', 'odd/é 🎉', '--key', 'a.log'];
  const { lines, exitCode } = await countEach([...place(), ...keys]);
  expect(lines.map(({ key, words }) => [key, words]).sort()).toEqual([
    ['a.log', 1],
    ['odd/é 🎉', 5],
  ]);
  expect(exitCode).toBe(0);
});

test.each(PLACES)('a named key that %s does not have is failed', async (_, place) => {
  const { lines, exitCode } = await countEach([...place(), '--key', 'a.lo', '--key', 'a.log']);
  expect(lines.find(({ key }) => key === 'a.lo')).toMatchObject({
    status: 'failed',
    reason: 'vanished',
  });
  expect(lines.find(({ key }) => key === 'a.log')).toMatchObject({ status: 'counted' });
  expect(exitCode).toBe(1);
});

test.each(PLACES)('the lines of a run over %s are the keys of another', async (_, place) => {
  const source = place();
  const all = await countEach(source);
  expect(all.lines).toHaveLength(Object.keys(FILES).length);
  const again = await countEach([...source, '--keys-from', '-'], all.stdout);
  const tell = ({ lines }: typeof all) => lines.map(({ key, words }) => [key, words]).sort();
  expect(tell(again)).toEqual(tell(all));
});

test.each(PLACES)('keys of a file, some ending with NUL, name objects of %s', async (_, place) => {
  const list = join(createTemporaryFolder(), 'keys');
  writeFileSync(list, Object.keys(FILES).join('\0'));
  const counted = await countEach([...place(), '--keys-from', list, '-0', '--include', 'odd/*']);
  expect(counted.lines.map(({ words }) => words).sort()).toEqual([3, 4, 5]);
});

test('keys of a bucket are looked up and not listed, at the price of GET requests', async () => {
  const before = bucket().proxy.requests.length;
  const args = ['run', `s3://${BUCKET}`, '--engine', 'local', '--json', '--quiet'];
  const keys = [
    '--key',
    'a.log',
    '--key',
    'none',
    '--price-s3-get',
    '1000',
    '--price-s3-list',
    '7',
  ];
  const { stdout } = await runCli([...args, ...keys], { env: bucket().env });
  const { billing, source, objects } = JSON.parse(stdout);
  const asked = bucket().proxy.requests.slice(before);
  expect(asked.filter(({ query }) => query.has('list-type'))).toEqual([]);
  const heads = asked.filter(({ method }) => method === 'HEAD').length;
  expect(billing.listing).toEqual({ storeRequests: 0, getRequests: heads });
  expect(billing.dollars.listing.storeRequests).toBeCloseTo(heads);
  expect(source).toEqual({ bucket: BUCKET, prefix: '', keys: 2 });
  expect(objects).toMatchObject({ listed: 2, counted: 1, failed: 1 });
});

test('many keys, all named twice, are counted once each', async () => {
  const keys = Array.from({ length: 230 }, (_, n) => `many/${n}`);
  await Promise.all(keys.map((key) => bucket().put(key, key)));
  const { lines } = await countEach(
    [`s3://${BUCKET}`, '--engine', 'local', '--keys-from', '-'],
    [...keys, ...keys].map((key) => `s3://${BUCKET}/${key}\n`).join(''),
  );
  expect(lines.map(({ key }) => key).sort()).toEqual([...keys].sort());
});

test.each<[string, string[], RegExp]>([
  ['a broken line', ['--keys-from', '-'], /^wordcount: standard input, line 2: it is not in the/],
  ['a file that is missing', ['--keys-from', '/none'], /^wordcount: The keys in \/none cannot be/],
  ['prefixes', ['--prefix', 'a', '--key', 'b'], /exact keys of one bucket or folder\. Leave out/],
  ['an empty key', ['--key', ''], /'--key <key>' argument '' is invalid\. It must not be empty/],
])('%s ends the run before it begins', async (_, args, message) => {
  const cli = startCli(['run', `s3://${BUCKET}`, ...args, '--quiet'], { env: bucket().env });
  cli.stdin?.end('a.log\ns3://other/b\n');
  const { stdout, stderr, exitCode } = await cli;
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toMatch(message);
});

test('an interruption ends the wait for keys', async () => {
  const cli = startCli(['run', '.', '--keys-from', '-'], { env: bucket().env });
  // More than a pipe holds: it is written when the program has read most of it.
  await new Promise((resolve) => cli.stdin?.write('LICENSE\n'.repeat(2 ** 18), resolve));
  cli.kill('SIGINT');
  const { exitCode } = await cli;
  expect(exitCode).toBe(130);
});

test('a bucket that does not exist is reported though nothing is listed', async () => {
  const args = ['run', 's3://no-such-bucket', '--engine', 'local', '--key', 'a', '--quiet'];
  const { stderr, exitCode } = await runCli(args, { env: bucket().env });
  expect(stderr).toMatch(/^wordcount: There is no bucket no-such-bucket\./);
  expect(exitCode).toBe(2);
});

test('keys can be read without permission to list', async () => {
  const undo = [
    bucket().proxy.inject({ fault: { kind: 'access-denied' }, when: ({ key }) => key === '' }),
    bucket().proxy.inject({
      fault: { kind: 'access-denied' },
      method: 'HEAD',
      when: ({ key }) => key === '',
    }),
  ];
  const { lines } = await countEach([`s3://${BUCKET}`, '--engine', 'local', '--key', 'a.log']);
  for (const restore of undo) restore();
  expect(lines).toMatchObject([{ key: 'a.log', status: 'counted', words: 1 }]);
});

test('a look-up that fails for a moment is repeated, and one that is denied is failed', async () => {
  const undo = bucket().proxy.inject({
    method: 'HEAD',
    key: 'a.log',
    times: 2,
    fault: { kind: 'slow-down' },
  });
  const deny = bucket().proxy.inject({
    method: 'HEAD',
    key: 'a.log.1',
    fault: { kind: 'access-denied' },
  });
  const keys = ['--key', 'a.log', '--key', 'a.log.1'];
  const { lines } = await countEach([`s3://${BUCKET}`, '--engine', 'local', ...keys]);
  undo();
  deny();
  expect(lines.find(({ key }) => key === 'a.log')).toMatchObject({ status: 'counted' });
  expect(lines.find(({ key }) => key === 'a.log.1')).toMatchObject({
    status: 'failed',
    reason: 'access-denied',
  });
});

function createTimes(): string {
  const root = createTree();
  const hour = 3_600;
  const now = Date.now() / 1000;
  for (const [key, age] of [
    ['a.log', 1],
    ['a.log.1', 50],
  ] as const) {
    utimesSync(join(root, key), now - age * hour, now - age * hour);
  }
  for (const key of ['a b+c%20d', 'two\nlines', 'é 🎉']) {
    const at = Date.UTC(2026, 0, 15) / 1000;
    utimesSync(join(root, 'odd', key), at, at);
  }
  return root;
}

test.each<[string[], number[]]>([
  [['--newer-than', '2h'], [1]],
  [['--older-than', '2h', '--newer-than', '3d'], [2]],
  [
    ['--newer-than', '2026-01-15', '--older-than', '2026-01-16'],
    [3, 4, 5],
  ],
  [['--older-than', '2026-01-15T00:00Z'], []],
  [
    ['--min-size', '14', '--max-size', '19'],
    [3, 4],
  ],
  [['--max-size', '8', '--exclude', 'a.log'], [2]],
])('%j', async (args, words) => {
  const { lines } = await countEach([createTimes(), ...args]);
  expect(lines.map((line) => line.words).sort()).toEqual(words);
});

test('patterns come from files too', async () => {
  const patterns = join(createTemporaryFolder(), 'patterns');
  writeFileSync(patterns, '# odd ones\nodd/a*\na.log\n');
  const from = await countEach([createTree(), '--include-from', patterns]);
  expect(from.lines.map(({ words }) => words).sort()).toEqual([1, 3]);
  const all = await countEach([createTree(), '--exclude-from', patterns, '--exclude', '**/é*']);
  expect(all.lines.map(({ words }) => words).sort()).toEqual([2, 4]);
});

test('storage classes are those of the listing and of look-ups', async () => {
  bucket().proxy.setStorageClass('a.log.1', 'STANDARD_IA');
  const source = [`s3://${BUCKET}`, '--engine', 'local', '--prefix', 'a.log'];
  const rare = await countEach([...source, '--storage-class', 'standard_ia']);
  expect(rare.lines.map(({ key }) => key)).toEqual(['a.log.1']);
  const standard = await countEach([...source, '--storage-class', 'STANDARD']);
  expect(standard.lines.map(({ key }) => key)).toEqual(['a.log']);
  bucket().proxy.setStorageClass('a.log.1', 'STANDARD');
  const { stderr } = await runCli(['run', '.', '--storage-class', 'STANDARD']);
  expect(stderr).toMatch(/^wordcount: Files have no storage class/);
});

test('only the literal head of patterns is listed', async () => {
  const before = bucket().proxy.requests.length;
  const patterns = ['--include', 'odd/*', '--include', 'a.log*'];
  const { lines } = await countEach([`s3://${BUCKET}`, '--engine', 'local', ...patterns]);
  expect(lines).toHaveLength(5);
  const listed = bucket()
    .proxy.requests.slice(before)
    .flatMap(({ query }) => query.get('prefix') ?? []);
  expect([...new Set(listed)].sort()).toEqual(['a.log', 'odd']);
});
