// Command lines of the system's shell, with what they cost: bash's own `time` adds up the CPU time
// of every process of a pipeline, and is there on any Linux machine.

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOOK_EVERY_MS = 50;

export interface ShellSample {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Most memory that any one of its processes had. */
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
    // `time` tells its times on standard error, so what is timed has its complaints on the next one.
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

/** Whether a command is installed here. */
export async function isInstalled(command: string): Promise<boolean> {
  return await runShell('type "$1"', command).then(
    () => true,
    () => false,
  );
}

/**
 * Looks again and again at the high-water marks of the processes below one. A mark never sinks, so
 * only what is reached between the last look and the end is missed. The function ends the looking.
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
