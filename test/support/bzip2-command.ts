// Runs the reference command `bzip2`, if it is installed.

import { spawnSync } from 'node:child_process';
import { hasCommand } from './has-command.ts';

export const hasBzip2Command = hasCommand('bzip2', ['--help']);

export function runBzip2(options: readonly string[], input: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync('bzip2', ['-c', ...options], {
    input,
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`bzip2 ${options.join(' ')}: ${stderr}`);
  return stdout;
}
