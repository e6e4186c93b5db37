// Journals of the built program: going on, what is refused, what is printed, and disks that fail.

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BUCKET, startBucket } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { wcReference } from '../support/reference-counts.ts';
import { CLI_PATH, cleanEnvironment, runCli, startCli } from '../support/run-cli.ts';

const KEYS = 40;

let bucket: Awaited<ReturnType<typeof startBucket>>;
let state: string;
let env: Record<string, string>;
const bodies = new Map<string, Buffer>();

beforeAll(async () => {
  bucket = await startBucket();
  for (let n = 0; n < KEYS; n += 1) await put(`logs/${n}.log`, createAccessLog(500 + n * 40, n));
}, 60_000);

afterAll(() => bucket.close());

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
  env = { ...bucket.env, XDG_STATE_HOME: state };
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

async function put(key: string, text: string): Promise<void> {
  bodies.set(key, Buffer.from(text));
  await bucket.put(key, text);
}

function truth() {
  const totals = { bytes: 0, lines: 0, words: 0 };
  for (const body of bodies.values()) {
    const { bytes, lines, words } = wcReference(body);
    totals.bytes += bytes;
    totals.lines += lines;
    totals.words += words;
  }
  return totals;
}

const REST = ['--engine', 'local', '--concurrency', '2'];
const SOURCE = ['--bucket', BUCKET, ...REST];

function run(...args: string[]) {
  return runCli(['run', ...args], { env });
}

async function runs() {
  const { stdout } = await runCli(['runs', '--json'], { env });
  return JSON.parse(stdout).runs;
}

function journalPath(): string {
  const folder = join(state, 'wordcount', 'runs');
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
  return join(folder, String(name));
}

/** Leaves the beginning of the journal, as if the process had been killed then. */
function cutJournal(share: number): void {
  const path = journalPath();
  const text = readFileSync(path);
  writeFileSync(path, text.subarray(0, Math.floor(text.length * share)));
}

/** The requests for objects since the proxy last forgot them. */
function readKeys(since: number): string[] {
  const reads = bucket.proxy.requests.slice(since).filter(({ method, key }) => {
    return method === 'GET' && key !== '';
  });
  return reads.map(({ key }) => key);
}

test('a run that is resumed prints the lines of the remaining keys, or of all', async () => {
  const first = await run(...SOURCE, '--no-agg', '--quiet');
  expect(first.exitCode).toBe(0);
  const all = first.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(all).toHaveLength(KEYS);
  cutJournal(0.5);
  const copy = readFileSync(journalPath());
  const before = bucket.proxy.requests.length;
  const second = await run('--resume', '--no-agg', '--quiet');
  expect(second).toMatchObject({ exitCode: 0, stderr: '' });
  const rest = second.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rest.length).toBeGreaterThan(5);
  expect(rest.length).toBeLessThan(KEYS - 5);
  expect(readKeys(before)).toHaveLength(rest.length);

  writeFileSync(journalPath(), copy);
  const third = await run('--resume', '--no-agg', '--all', '--quiet');
  const lines = third.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const earlier = lines.filter((line) => line.earlier);
  expect(earlier).toHaveLength(KEYS - rest.length);
  const figures = (list: { key: string; words: number }[]) =>
    list.map(({ key, words }) => `${key} ${words}`).toSorted();
  expect(figures(lines)).toEqual(figures(all));
});

test('the totals, the report and the list are about all parts of a run', async () => {
  await run(...SOURCE, '--no-agg', '--quiet');
  cutJournal(0.6);
  const [{ id, status, next }] = await runs();
  expect({ status, next }).toEqual({ status: 'broken-off', next: `wordcount run --resume ${id}` });
  const { stdout, stderr, exitCode } = await run('--resume', '--format', 'table');
  expect({ exitCode, stderr: stderr.includes('wordcount run') }).toEqual({
    exitCode: 0,
    stderr: false,
  });
  expect(stdout).toContain(`Counted all 40 keys under s3://${BUCKET}/ in`);
  expect(stdout).toMatch(new RegExp(`words +${truth().words.toLocaleString('en-US')} `));
  expect(stdout).toMatch(new RegExp(`earlier +\\d+ +of these keys, in run ${id}`));
  const [after, ...others] = await runs();
  expect(others).toEqual([]);
  const { sizeBytes: _, ...totals } = after.totals;
  expect(totals).toEqual(truth());
  expect(after).toMatchObject({
    id,
    status: 'complete',
    source: { bucket: BUCKET, prefix: '' },
    words: 'wc',
    engine: 'local',
    objects: { counted: KEYS, failed: 0 },
    next: null,
  });
  const completion = await runCli(['complete', '--', 'run', '--resume', ''], { env });
  expect(completion.stdout).toBe(`${id}\n:4\n`);
  const list = await runCli(['runs'], { env });
  expect(list.stdout).toMatch(new RegExp(`│ ${id} +│ +complete │ +s3://${BUCKET}/ │ +40 │`));
  const removed = await runCli(['runs', '--remove', id], { env });
  expect(removed).toMatchObject({ exitCode: 0, stderr: 'Removed the journals of 1 run.\n' });
  expect(await runs()).toEqual([]);
});

test('what was interrupted is counted, and what is gone or new is seen', async () => {
  await put('logs/late.log', 'two words\n');
  await run(...SOURCE, '--quiet');
  bodies.delete('logs/late.log');
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await bucket.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'logs/late.log' }));
  await put('logs/0.log', 'changed since then\n');
  const [{ id }] = await runs();
  const { stdout, exitCode } = await run('--resume', id, '--json', '--quiet');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id, objects: { listed: KEYS }, totals: truth() });
  const before = bucket.proxy.requests.length;
  const again = JSON.parse((await run('--resume', id, '--json', '--quiet')).stdout);
  expect(again).toMatchObject({ totals: truth(), resumed: { objects: KEYS } });
  expect(readKeys(before)).toEqual([]);
});

test('an interruption says how to go on, and what failed is retried on demand', async () => {
  const undo = bucket.proxy.inject({ fault: { kind: 'access-denied' }, key: 'logs/7.log' });
  const failed = await run(...SOURCE);
  undo();
  expect(failed.exitCode).toBe(1);
  const [{ id, next }] = await runs();
  expect(next).toBe(`wordcount run --retry-failed ${id}`);
  expect(failed.stderr).toContain(`To try those keys again: wordcount run --retry-failed ${id}\n`);
  const same = await run('--resume', id, '--json', '--quiet');
  expect(JSON.parse(same.stdout)).toMatchObject({
    status: 'incomplete',
    resumed: { objects: KEYS },
  });
  const mended = await run('--retry-failed', '--json', '--quiet');
  expect(mended.exitCode).toBe(0);
  expect(JSON.parse(mended.stdout)).toMatchObject({ status: 'complete', totals: truth() });
  const none = await run('--retry-failed');
  expect(none.stderr).toMatch(/^wordcount: No earlier run has keys that failed\./);
});

test.each([
  [['--resume'], 'No run is unfinished.'],
  [
    ['--resume', 'x'],
    'There is no journal of a run x. "wordcount runs" lists those that there are.',
  ],
  [['--resume', '20200101-000000'], 'There is no journal of a run 20200101-000000.'],
  [
    ['--resume', '--retry-failed'],
    "option '--resume [id]' cannot be used with option '--retry-failed [id]'",
  ],
  [['--dir', '.', '--all', '--no-agg'], '--all is about keys that were counted earlier'],
  [['--resume', '--all'], '--all is about keys that were counted earlier'],
])('%j is refused', async (args, message) => {
  const { stderr, exitCode, stdout } = await run(...args);
  expect(stderr).toContain(`wordcount: ${message}`);
  expect(stderr.split('\n').length).toBeLessThan(4);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('a run is resumed only as it was asked, and --all only with a line for each key', async () => {
  await run(...SOURCE, '--quiet');
  const [{ id }] = await runs();
  const other = await run('--resume', id, '--prefix', 'x');
  expect(other).toMatchObject({ exitCode: 2, stdout: '' });
  expect(other.stderr).toBe(
    `wordcount: --prefix is not what run ${id} was asked (""). Leave it out, or count again without --resume.\n`,
  );
  const sums = await run('--resume', id, '--no-agg', '--all');
  expect(sums.stderr).toContain(`wordcount: Run ${id} counted keys in sums, so --all cannot print`);
  // The environment does not matter to a run that has begun.
  const elsewhere = { ...env, WORDCOUNT_PREFIX: 'x', WORDCOUNT_BUCKET: 'y', BUCKET: 'z' };
  const { exitCode } = await runCli(['run', '--resume', id, '--quiet'], { env: elsewhere });
  expect(exitCode).toBe(0);
});

test('sources, filters and lists of keys are those of the first run', async () => {
  await run(`s3://${BUCKET}/logs/1`, `s3://${BUCKET}/logs/2`, ...REST, '--newer-than', '7d');
  const [{ id }] = await runs();
  const kept = JSON.parse((await run('--resume', id, '--json', '--quiet')).stdout);
  expect(kept).toMatchObject({
    source: { bucket: BUCKET, prefixes: ['logs/1', 'logs/2'] },
    // 1, 10 to 19, 2, and 20 to 29.
    resumed: { objects: 22 },
  });
  const newerThan = ['--newer-than', '7d', '--json', '--quiet'];
  const same = await run(
    `s3://${BUCKET}/logs/1`,
    `s3://${BUCKET}/logs/2`,
    ...['--resume', id, ...newerThan],
  );
  expect(JSON.parse(same.stdout)).toMatchObject({ resumed: { objects: 22 } });
  const other = await run(`s3://${BUCKET}/logs/3`, '--resume', id);
  expect(other.stderr).toContain(
    `--prefix is not what run ${id} was asked ("logs/1", "logs/2"). Leave it out`,
  );
  const folder = await run('.', '--resume', id);
  expect(folder.stderr).toContain(`The source is not what run ${id} was asked ("${BUCKET}").`);
});

test('keys from standard input must be given again, and what looked them up is billed', async () => {
  const keys = 'logs/3.log\nlogs/4.log\n';
  const args = ['run', ...SOURCE, '--keys-from', '-', '--json', '--quiet'];
  const first = JSON.parse((await startCli(args, { env, input: keys })).stdout);
  const [{ id, dollars }] = await runs();
  expect(dollars).toBeGreaterThan(0);
  const missing = await run('--resume', id);
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
  expect(missing.stderr).toBe(
    `wordcount: Run ${id} read its keys from standard input, and its journal does not have them all. Give them again with --keys-from.\n`,
  );
  const again = ['run', '--resume', id, '--keys-from', '-', '--json', '--quiet'];
  const { stdout } = await startCli(again, { env, input: keys });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    objects: { listed: 2, counted: 2 },
    resumed: { objects: 2, dollars },
    billing: { listing: { getRequests: 2 * first.billing.listing.getRequests } },
  });
});

test('a report of a resumed run has all of it, and only the options that were typed', async () => {
  await run(...SOURCE, '--quiet');
  const [{ id }] = await runs();
  const report = join(state, 'report.html');
  const elsewhere = { ...env, WORDCOUNT_PREFIX: 'unrelated' };
  await runCli(['run', '--resume', id, '--report', report, '--quiet'], { env: elsewhere });
  const text = readFileSync(report, 'utf8').replace(/<[^>]*>/g, ' ');
  expect(text).toMatch(new RegExp(`Counted earlier\\s+${KEYS}\\s+in run ${id}`));
  expect(text).toContain(truth().words.toLocaleString('en-US'));
  expect(text).not.toContain('unrelated');
});

test('a journal that is damaged, or of another version, is refused with its path', async () => {
  await run(...SOURCE, '--quiet');
  const [{ id }] = await runs();
  const path = journalPath();
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"status":"complete"', '"status":"completE"'));
  const damaged = await run('--resume', id);
  expect(damaged.exitCode).toBe(2);
  expect(damaged.stderr).toContain(`wordcount: The journal ${path} is damaged in line `);
  const other = text
    .split('\n')[0]
    ?.replace('"format":1', '"format":7')
    .replace(/,"crc":\d+\}$/, '');
  writeFileSync(path, `${other},"crc":${crc32(String(other))}}\n`);
  const newer = await run('--resume', id);
  expect(newer.stderr).toContain(`wordcount: The journal ${path} has format 7, of wordcount `);
  expect(await runs()).toMatchObject([{ id, status: 'unreadable' }]);
});

test('a full disk ends the journal and not the run, and what it has is gone on from', async () => {
  // The shell counts blocks of 512 or 1,024 bytes: too few for a line of each key.
  const script = 'ulimit -f 8; exec "$@"';
  const command = [process.execPath, CLI_PATH, 'run', ...SOURCE, '--no-agg'];
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', ...command], {
    env: { ...cleanEnvironment(), ...env },
  });
  expect(stdout.trimEnd().split('\n')).toHaveLength(KEYS);
  expect(stderr).toContain('journal-stopped\n  the journal could not be written');
  expect(stderr).toContain('(EFBIG: file too large, write)');
  expect(stderr).toContain('Counted all 40 keys');
  const text = readFileSync(journalPath(), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const before = bucket.proxy.requests.length;
  const resumed = await run('--resume', '--json', '--quiet');
  expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'complete', totals: truth() });
  const known = text.split('\n').filter((line) => line.startsWith('{"type":"settled"')).length;
  expect(readKeys(before)).toHaveLength(KEYS - known);
}, 60_000);

test('without a place for journals a bucket is counted with a warning, unless one is asked for', async () => {
  const file = join(state, 'file');
  writeFileSync(file, '');
  const nowhere = { ...env, XDG_STATE_HOME: file };
  const { stdout, exitCode } = await runCli(['run', ...SOURCE, '--json', '--quiet'], {
    env: nowhere,
  });
  expect(exitCode).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).not.toHaveProperty('id');
  expect(document.warnings).toMatchObject([
    { code: 'journal-stopped', keys: 0, level: 'information' },
  ]);
  const asked = await runCli(['run', ...SOURCE, '--journal'], { env: nowhere });
  expect(asked).toMatchObject({ exitCode: 2, stdout: '' });
  expect(asked.stderr).toContain(`The journal of this run cannot be written to ${file}`);
  const without = await runCli(['run', ...SOURCE, '--no-journal', '--json', '--quiet'], {
    env: nowhere,
  });
  expect(JSON.parse(without.stdout).warnings).toEqual([]);
});

test('a disk that is full from the beginning is known before the run begins', async () => {
  const command = [process.execPath, CLI_PATH, 'run', ...SOURCE, '--journal'];
  const failed = await promisify(execFile)(
    'sh',
    ['-c', 'ulimit -f 0; exec "$@"', 'sh', ...command],
    {
      env: { ...cleanEnvironment(), ...env },
    },
  ).catch((error) => error);
  expect(failed).toMatchObject({ code: 2, stdout: '' });
  expect(failed.stderr).toMatch(/^wordcount: The journal of this run cannot be written to .*EFBIG/);
  expect(readdirSync(join(state, 'wordcount', 'runs'))).toEqual([]);
});

test('journals are for their owner only, and a run that cannot begin leaves none', async () => {
  await run(...SOURCE, '--quiet');
  const path = journalPath();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(path, '..'))).toHaveLength(1);
  rmSync(path);
  const lambda = await run(
    '--bucket',
    BUCKET,
    '--region',
    'us-east-1',
    '--endpoint-url',
    bucket.endpoint,
  );
  expect(lambda.exitCode).toBe(2);
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('a folder has a journal if it is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
  try {
    writeFileSync(join(folder, 'a.txt'), 'some words\n');
    await run('--dir', folder, '--quiet');
    expect(existsSync(join(state, 'wordcount'))).toBe(false);
    await run('--dir', folder, '--journal', '--quiet');
    const [{ id, source }] = await runs();
    expect(source).toEqual({ dir: folder, prefix: '' });
    const { stdout } = await run('--resume', id, '--json', '--quiet');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'complete',
      totals: { words: 2 },
      resumed: { objects: 1 },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
