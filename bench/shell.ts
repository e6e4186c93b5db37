// Runs command lines in bash and measures their cost. Bash's own `time` adds up the CPU time
// of every process of a pipeline, and exists on every Linux machine.

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOOK_EVERY_MS = 50;

export interface ShellSample {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** The maximum memory of any one of its processes. */
  readonly peakMb: number;
  readonly output: string;
}

/** Runs a bash script; `$1`, `$2` … are the arguments. */
export async function runShell(script: string, ...args: string[]): Promise<ShellSample> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  const [outputPath, complaintsPath, timesPath] = ['output', 'complaints', 'times'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const files = [outputPath, timesPath, complaintsPath].map((path) => openSync(path, 'w'));
  try {
    // `time` prints to standard error, so the timed commands print their errors to another descriptor.
    const timed = `set -o pipefail; TIMEFORMAT='%R %U %S'; time { ${script}\n} 2>&3`;
    const child = spawn('bash', ['-c', timed, 'bash', ...args], { stdio: ['ignore', ...files] });
    const peak = watchMemory(child.pid ?? 0);
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const peakMb = await peak();
    if (code !== 0) {
      throw new Error(`${script} ended with ${code}:\n${readFileSync(complaintsPath, 'utf8')}`);
    }
    const [wall = 0, user = 0, system = 0] = readFileSync(timesPath, 'utf8').split(' ').map(Number);
    const output = readFileSync(outputPath, 'utf8');
    return { wallSeconds: wall, cpuSeconds: user + system, peakMb, output };
  } finally {
    for (const file of files) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a command is installed. */
export async function isInstalled(command: string): Promise<boolean> {
  return await runShell('type "$1"', command).then(
    () => true,
    () => false,
  );
}

/**
 * Polls the memory high-water marks of all descendants of a process. A mark never falls, so
 * only growth after the last poll is missed. Returns a function that ends the polling.
 */
function watchMemory(root: number): () => Promise<number> {
  let peakKb = 0;
  let over = false;
  const look = async (pid: number): Promise<void> => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter(Boolean)) await look(Number(child));
  };
  const looking = (async () => {
    while (!over) {
      await look(root);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  return async () => {
    over = true;
    await looking;
    return peakKb / 1024;
  };
}
