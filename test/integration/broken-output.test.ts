// Streams that cannot be written: there is no stack, no hang and no false success.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI_PATH, cleanEnvironment } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Runs the program in a shell that redirects its streams. */
async function runRedirected(args: readonly string[], redirection: string) {
  const script = `"$@" ${redirection}`;
  const words = ['-c', script, 'bash', process.execPath, CLI_PATH, ...args];
  return await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile('bash', words, { env: cleanEnvironment() }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

function createFiles(): string {
  const root = createTemporaryFolder();
  for (let index = 0; index < 300; index += 1) writeFileSync(join(root, `${index}`), 'two words');
  return root;
}

test.each([[[]], [['--json']], [['--no-agg']]])(
  'a full disk under the output of run %j is one line and exit code 2',
  async (mode) => {
    const args = ['run', '--dir', createFiles(), '--quiet', ...mode];
    const { code, stderr } = await runRedirected(args, '> /dev/full');
    expect(stderr).toMatch(
      /^wordcount: The output could not be written: ENOSPC[^\n]*\. Check where it goes[^\n]*\n$/,
    );
    expect(code).toBe(2);
  },
);

test.each([[['--help']], [['deploy', '--print-policy']]])(
  'a full disk under the output of %j is no success',
  async (args) => {
    const { code, stderr } = await runRedirected(args, '> /dev/full');
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  },
);

test.each([['2> /dev/full'], ['2>&-'], ['2> >(exec true)']])(
  'the result comes all the same with %s',
  async (redirection) => {
    const args = ['run', '--dir', createFiles(), '--json'];
    const { code, stdout } = await runRedirected(args, redirection);
    expect(JSON.parse(stdout).totals.words).toBe(600);
    expect(code).toBe(0);
  },
);
