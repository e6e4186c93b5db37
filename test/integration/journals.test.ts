// Journals of the built program: damage, disks that fail, and where journals are kept.

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
import { expect, test } from 'vitest';
import { KEYS, SOURCE, useJournals } from '../emulator/journals.ts';
import { BUCKET } from '../emulator/start-aws.ts';
import { CLI_PATH, cleanEnvironment, runCli } from '../support/run-cli.ts';

const { bucket, env, state, journalPath, run, runs, truth, readKeys } = useJournals();

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
    env: { ...cleanEnvironment(), ...env() },
  });
  expect(stdout.trimEnd().split('\n')).toHaveLength(KEYS);
  expect(stderr).toContain('journal-stopped\n  the journal could not be written');
  expect(stderr).toContain('(EFBIG: file too large, write)');
  expect(stderr).toContain('Counted all 40 keys');
  const text = readFileSync(journalPath(), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  const before = bucket().proxy.requests.length;
  const resumed = await run('--resume', '--json', '--quiet');
  expect(JSON.parse(resumed.stdout)).toMatchObject({ status: 'complete', totals: truth() });
  const known = text.split('\n').filter((line) => line.startsWith('{"type":"settled"')).length;
  expect(readKeys(before)).toHaveLength(KEYS - known);
}, 60_000);

test('without a place for journals a bucket is counted with a warning, unless one is asked for', async () => {
  const file = join(state(), 'file');
  writeFileSync(file, '');
  const nowhere = { ...env(), XDG_STATE_HOME: file };
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
      env: { ...cleanEnvironment(), ...env() },
    },
  ).catch((error) => error);
  expect(failed).toMatchObject({ code: 2, stdout: '' });
  expect(failed.stderr).toMatch(/^wordcount: The journal of this run cannot be written to .*EFBIG/);
  expect(readdirSync(join(state(), 'wordcount', 'runs'))).toEqual([]);
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
    bucket().endpoint,
  );
  expect(lambda.exitCode).toBe(2);
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('a folder has a journal if it is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
  try {
    writeFileSync(join(folder, 'a.txt'), 'some words\n');
    await run('--dir', folder, '--quiet');
    expect(existsSync(join(state(), 'wordcount'))).toBe(false);
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
