// Resuming with the built program: the keys that are counted again, refusals, and results.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEYS, REST, SOURCE, useJournals } from '../emulator/journals.ts';
import { BUCKET } from '../emulator/start-aws.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const { bucket, env, state, bodies, put, journalPath, run, runs, truth, cutJournal, readKeys } =
  useJournals();

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
  const before = bucket().proxy.requests.length;
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
  const completion = await runCli(['complete', '--', 'run', '--resume', ''], { env: env() });
  expect(completion.stdout).toBe(`${id}\n:4\n`);
  const list = await runCli(['runs'], { env: env() });
  expect(list.stdout).toMatch(new RegExp(`│ ${id} +│ +complete │ +s3://${BUCKET}/ │ +40 │`));
  // These variables are about the objects of a run, and have no effect on journals.
  const variables = { WORDCOUNT_OLDER_THAN: '0d', WORDCOUNT_REMOVE: id };
  const listed = await runCli(['runs'], { env: { ...env(), ...variables } });
  expect(listed.stdout).toContain(id);
  const removed = await runCli(['runs', '--remove', id], { env: env() });
  expect(removed).toMatchObject({ exitCode: 0, stderr: 'Removed the journals of 1 run.\n' });
  expect(await runs()).toEqual([]);
});

test('what was interrupted is counted, and what is gone or new is seen', async () => {
  await put('logs/late.log', 'two words\n');
  await run(...SOURCE, '--quiet');
  bodies.delete('logs/late.log');
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await bucket().client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'logs/late.log' }));
  await put('logs/0.log', 'changed since then\n');
  const [{ id }] = await runs();
  const { stdout, exitCode } = await run('--resume', id, '--json', '--quiet');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id, objects: { listed: KEYS }, totals: truth() });
  const before = bucket().proxy.requests.length;
  const again = JSON.parse((await run('--resume', id, '--json', '--quiet')).stdout);
  expect(again).toMatchObject({ totals: truth(), resumed: { objects: KEYS } });
  expect(readKeys(before)).toEqual([]);
});

test('an interruption says how to go on, and what failed is retried on demand', async () => {
  const undo = bucket().proxy.inject({ fault: { kind: 'access-denied' }, key: 'logs/7.log' });
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
  const elsewhere = { ...env(), WORDCOUNT_PREFIX: 'x', WORDCOUNT_BUCKET: 'y', BUCKET: 'z' };
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
  const first = JSON.parse((await startCli(args, { env: env(), input: keys })).stdout);
  const [{ id, dollars }] = await runs();
  expect(dollars).toBeGreaterThan(0);
  const missing = await run('--resume', id);
  expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
  expect(missing.stderr).toBe(
    `wordcount: Run ${id} read its keys from standard input, and its journal does not have them all. Give them again with --keys-from.\n`,
  );
  const again = ['run', '--resume', id, '--keys-from', '-', '--json', '--quiet'];
  const { stdout } = await startCli(again, { env: env(), input: keys });
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
  const report = join(state(), 'report.html');
  const elsewhere = { ...env(), WORDCOUNT_PREFIX: 'unrelated' };
  await runCli(['run', '--resume', id, '--report', report, '--quiet'], { env: elsewhere });
  const text = readFileSync(report, 'utf8').replace(/<[^>]*>/g, ' ');
  expect(text).toMatch(new RegExp(`Counted earlier\\s+${KEYS}\\s+in run ${id}`));
  expect(text).toContain(truth().words.toLocaleString('en-US'));
  expect(text).not.toContain('unrelated');
});
