// A system without free file descriptors: threads and reads wait, and nothing is lost.

import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createThreadPool } from '../../src/local/thread-pool.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../src/protocol/request.ts';
import { CLI_PATH, cleanEnvironment, runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;

/** A thread that can't begin as often as `failures` says, for want of files. */
function lateThread(folder: string, failures: number): URL {
  const source = `
    import fs from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const tries = '${join(folder, 'tries')}';
    const tried = fs.existsSync(tries) ? fs.readFileSync(tries, 'utf8').length : 0;
    fs.appendFileSync(tries, '+');
    if (tried < ${failures}) {
      throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    }
    parentPort.on('message', () => parentPort.postMessage([{ type: 'end' }]));
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

const REQUEST: WorkerRequest = {
  protocol: PROTOCOL_VERSION,
  source: { kind: 'directory', path: '/' },
  words: 'wc',
  reportEveryMs: 100,
  slices: [],
  inFlight: 1,
};

async function invokeAtOnce(entry: URL, threads: number) {
  const pool = createThreadPool(entry, threads);
  onTestFinished(() => pool.close());
  return await Promise.allSettled(
    Array.from({ length: threads }, async () => {
      const types: string[] = [];
      for await (const { type } of pool.invokeWorker(REQUEST, never)) types.push(type);
      return types;
    }),
  );
}

test('a thread that cannot start leaves its task to the others', async () => {
  const ends = await invokeAtOnce(lateThread(createTemporaryFolder(), 3), 4);
  expect(ends).toEqual(Array(4).fill({ status: 'fulfilled', value: ['end', 'billed'] }));
});

test('a run without any thread reports it', async () => {
  const ends = await invokeAtOnce(lateThread(createTemporaryFolder(), 1_000), 3);
  for (const end of ends) {
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'worker-died' } });
  }
});

test('all files are counted by many threads with few file descriptors', async () => {
  const root = createTemporaryFolder();
  for (let n = 0; n < 200; n += 1) {
    const folder = join(root, String(n % 20));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${n}.gz`), gzipSync('two words\n'.repeat(20_000)));
  }
  const args = ['run', '--dir', root, '--concurrency', '12', '--quiet', '--json'];
  // The program's own modules and the main thread need some thirty.
  const script = 'ulimit -n 64; exec "$0" "$@"';
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', script, process.execPath, CLI_PATH, ...args],
    { env: cleanEnvironment() },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'complete',
    objects: { listed: 200, counted: 200 },
    totals: { words: 200 * 40_000 },
  });
});

test('a folder of links only reports that they were left out', async () => {
  const root = createTemporaryFolder();
  for (const name of ['a', 'b', 'c.old']) symlinkSync('/etc/hostname', join(root, name));
  const args = ['run', '--dir', root, '--exclude', '*.old'];
  const { stderr } = await runCli(args);
  expect(stderr).toContain('links-left-out, 2 keys, such as a');
  expect(stderr).toContain('symbolic links are not followed');
  const { stdout } = await runCli([...args, '--no-agg']);
  expect(stdout).toBe('');
});
