// Shell completion: the script for a shell, and the answers to its requests.

import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

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
