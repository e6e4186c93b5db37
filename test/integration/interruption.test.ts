// A run that is interrupted or whose reader leaves ends in order and reports what is done.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { CLI_PATH, cleanEnvironment, startCli } from '../support/run-cli.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the run with a line for every key and exit code %i', async (signal, code) => {
  const root = createEndlessTree();
  const child = startCli(['run', '--dir', root, '--no-agg', '--task-size', '1']);
  await once(child.stdout, 'data');
  child.kill(signal);
  const { stdout, stderr, exitCode } = await child;
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { key: 'small.txt', status: 'counted', words: 3 },
    // Something of it may have been counted by then.
    {
      key: 'endless.log',
      status: expect.stringMatching(/^(?:skipped|partial)$/),
      reason: 'interrupted',
    },
  ]);
  expect(stderr).toContain('Partial result, because the run was interrupted: 1 of 2 keys');
  expect(exitCode).toBe(code);
});

test('an interrupted --json run is a whole document', async () => {
  const root = createEndlessTree();
  const child = startCli(['run', '--dir', root, '--json', '--debug']);
  // Signals are heard from before the threads start; a thread's first read is proof of them.
  await waitForThreads(child.pid ?? 0);
  child.kill('SIGINT');
  const { stdout, exitCode } = await child;
  expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted', objects: { listed: 2 } });
  expect(exitCode).toBe(130);
});

/** Resolves once the process has the endless file open. */
async function waitForThreads(pid: number): Promise<void> {
  const { readdirSync, readlinkSync } = await import('node:fs');
  const hasItOpen = () =>
    readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith('endless.log');
      } catch {
        return false;
      }
    });
  while (!hasItOpen()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a reader that leaves ends the run quietly', async () => {
  const root = createEndlessTree();
  for (let i = 0; i < 5000; i += 1) writeFileSync(join(root, `more-${i}.txt`), 'more words');
  const script = `"$1" "$2" run --dir "$3" --no-agg --task-size 100 | head -n 1; exit "\${PIPESTATUS[0]}"`;
  const args = ['-c', script, 'bash', process.execPath, CLI_PATH, root];
  const { stdout, stderr } = await promisify(execFile)('bash', args, { env: cleanEnvironment() });
  expect(JSON.parse(stdout)).toMatchObject({ status: 'counted' });
  expect(stderr).toBe('');
});
