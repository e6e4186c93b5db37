// The single-file executable does what the package does, where there is neither Node nor the clone.

import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let program: string;

/** Building takes some seconds, and copies a whole Node. */
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['build/executable.js'], { cwd: ROOT });
  program = join(ROOT, 'dist-executable/wordcount');
}, 180_000);

function start(args: string[], home: string) {
  const env = { HOME: home, PATH: '/nonexistent' };
  return execa(program, args, { extendEnv: false, env, reject: false });
}

function createFolder() {
  const root = createTemporaryFolder();
  const [home, texts] = [join(root, 'home'), join(root, 'texts')];
  mkdirSync(home);
  mkdirSync(texts);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(texts, name), 'one two\nthree\n');
  return { home, texts, program: join(home, '.cache/wordcount/program') };
}

test('it counts on threads, and writes the program once to a folder of the user', async () => {
  const { home, texts, program: cache } = createFolder();
  const runs = await Promise.all(
    ['1', '2'].map(() => start(['run', '--dir', texts, '--json', '--quiet'], home)),
  );
  for (const { stdout, exitCode, stderr } of runs) {
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).totals).toMatchObject({ lines: 6, words: 9 });
  }
  expect(readdirSync(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
});

test('it has the archives, and gives exit codes', async () => {
  const { home } = createFolder();
  const template = await start(['deploy', '--template', 'terraform'], home);
  const { filename } = JSON.parse(template.stdout).resource.aws_lambda_function.worker;
  copyFileSync(filename, join(home, 'worker.zip'));
  expect((await start(['run', '--dir', '/nonexistent'], home)).exitCode).toBe(2);
});

test('without a folder to write to, it works all the same and leaves nothing', async () => {
  const { texts, home } = createFolder();
  const temporary = createTemporaryFolder();
  chmodSync(temporary, 0o700);
  const env = { HOME: join(home, 'none'), TMPDIR: temporary };
  const options = { extendEnv: false, env, reject: false };
  const { stdout } = await execa(program, ['run', '--dir', texts, '--json', '--quiet'], options);
  expect(JSON.parse(stdout).totals).toMatchObject({ words: 9 });
  expect(readdirSync(temporary)).toEqual([]);
});
