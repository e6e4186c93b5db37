// Measures the memory of `wordcount serve` over many runs in a row, and with many viewers of one run.
// It reads /proc, so it needs Linux, and runs the program as `npm run build` made it.
//
//     npx tsx bench/serve-memory.ts [--quick]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Table from 'cli-table3';
import { createAccessLog } from '../test/fixtures/sample-text.ts';
import { CLI_PATH } from './cli-path.ts';

const IS_QUICK = process.argv.includes('--quick');
const RUNS = IS_QUICK ? 20 : 100;
const VIEWERS = IS_QUICK ? 50 : 200;
const FILES = 5_000;
const FILES_PER_FOLDER = 500;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  for (let n = 0; n < FILES; n += 1) {
    const parent = join(folder, `logs-${Math.floor(n / FILES_PER_FOLDER)}`);
    if (n % FILES_PER_FOLDER === 0) mkdirSync(parent);
    writeFileSync(join(parent, `${n}.log`), createAccessLog(2_000, n));
  }
  const args = [CLI_PATH, 'serve', '--dir', folder, '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const port = await new Promise<number>((resolve) => {
      createInterface(server.stderr).on('line', (line) => {
        const [, found] = /^Serving .*:(\d+)\/ /.exec(line) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    await measureRunsInARow(port, server.pid ?? 0);
    await measureViewers(port, server.pid ?? 0);
  } finally {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

async function measureRunsInARow(port: number, pid: number): Promise<void> {
  const table = new Table({
    head: ['runs so far', 'memory, MB', 'threads', 'open files'],
    style: { head: [], border: [] },
  });
  for (let n = 0; n <= RUNS; n += 1) {
    if (n % (RUNS / 10) === 0) {
      const { rssMb, threads } = readStatus(pid);
      table.push([n, rssMb.toFixed(0), threads, readOpenFiles(pid)]);
    }
    if (n < RUNS) await watch(port, n % 2 === 0 ? '/stream' : '/stream?no_agg=1');
  }
  process.stdout.write(`Runs in a row over ${FILES} files, every other one of each:\n${table}\n`);
}

async function measureViewers(port: number, pid: number): Promise<void> {
  const before = readStatus(pid).rssMb;
  const startedAt = performance.now();
  const watching = Array.from({ length: VIEWERS }, () => watch(port, '/stream?no_agg=1'));
  const bytes = await Promise.all(watching);
  const seconds = (performance.now() - startedAt) / 1e3;
  const { rssMb, peakMb } = readStatus(pid);
  const mb = bytes.reduce((sum, each) => sum + each, 0) / 1e6;
  process.stdout.write(
    `${VIEWERS} viewers of one run, ${mb.toFixed(0)} MB to all of them in ${seconds.toFixed(1)} s: ` +
      `${before.toFixed(0)} MB before, at most ${peakMb.toFixed(0)} MB since the start, ` +
      `${rssMb.toFixed(0)} MB after.\n`,
  );
}

/** Reads a stream to its end, and resolves to its length in bytes. */
async function watch(port: number, path: string): Promise<number> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  const [answer] = await once(request, 'response');
  let bytes = 0;
  let last = '';
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    last = (last + chunk.toString('latin1')).slice(-300);
  }
  if (!last.includes('"complete"')) throw new Error(`The stream ended with ${last}`);
  return bytes;
}

function readStatus(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    rssMb: (read('VmRSS') * 1024) / 1e6,
    peakMb: (read('VmHWM') * 1024) / 1e6,
    threads: read('Threads'),
  };
}

function readOpenFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

await main();
