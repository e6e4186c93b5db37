// Shell completion: the script for a shell, and the answers to its requests.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { CLI_PATH, cleanEnvironment, runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

test.each(['bash', 'zsh', 'fish'])('complete %s prints a script for that shell', async (shell) => {
  const { stdout, exitCode } = await runCli(['complete', shell]);
  expect(stdout).toContain('wordcount');
  expect(exitCode).toBe(0);
});

test('verbs, options and their choices are completed', async () => {
  const verbs = await runCli(['complete', '--', '']);
  expect(verbs.stdout).toMatch(/^run\t/m);
  const options = await runCli(['complete', '--', 'run', '--pre']);
  expect(options.stdout).toMatch(/^--prefix\t/m);
  const rules = await runCli(['complete', '--', 'run', '--words', '']);
  expect(rules.stdout).toContain('identifier');
});

test('another shell is refused with those that there are', async () => {
  const { stderr, exitCode } = await runCli(['complete', 'tcsh']);
  expect(stderr).toBe(
    'wordcount: There is no completion for the shell \'tcsh\'. Give one of bash, zsh, fish, as in "wordcount complete bash".\n',
  );
  expect(exitCode).toBe(2);
  expect((await runCli(['complete'])).stderr).toMatch(
    /^wordcount: No shell is named\. Give one of/,
  );
});

/** The words that bash offers behind these, with the program on its path and in a folder of its own. */
async function completeInBash(...words: string[]): Promise<string[]> {
  const root = createTemporaryFolder();
  const program = join(root, 'wordcount');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${CLI_PATH}' "$@"\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(root, 'data'));
  mkdirSync(join(root, 'data of today'));
  const script = `
    cd "$1"; shift
    source <(wordcount complete bash); source <(wordcount complete bash)
    COMP_WORDS=(wordcount "$@"); COMP_CWORD=$#
    _wordcount wordcount "\${COMP_WORDS[COMP_CWORD]#=}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await execa('bash', ['--norc', '-c', script, 'bash', root, ...words], {
    extendEnv: false,
    env: { ...cleanEnvironment(), PATH: `${root}:${process.env.PATH}` },
  });
  // Bash itself says that no completion is going on here.
  expect(stderr.replace(/^.*compopt.*$/gm, '').trim()).toBe('');
  return stdout.split('\n').sort();
}

test.each([
  [['de'], ['deploy', 'destroy']],
  [
    ['run', '--dir', 'd'],
    ['data', 'data of today'],
  ],
  [['run', '--words', 'i'], ['identifier']],
  // Bash cuts words at "=".
  [['run', '--words', '=', 'i'], ['identifier']],
  [
    ['run', '--words', '='],
    ['article', 'identifier', 'wc'],
  ],
  [
    ['complete', ''],
    ['bash', 'fish', 'zsh'],
  ],
])('bash offers for %j: %j', async (words, offered) => {
  expect(await completeInBash(...words)).toEqual(offered);
});
