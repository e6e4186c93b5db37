// Runs the reference command `zstd`, if it is installed.

import { spawnSync } from 'node:child_process';
import { hasCommand } from './has-command.ts';

export const hasZstdCommand = hasCommand('zstd');
export const hasPzstdCommand = hasCommand('pzstd');

export function runZstd(
  options: readonly string[],
  input: Uint8Array,
  command: 'zstd' | 'pzstd' = 'zstd',
): Buffer {
  const { stdout, status, stderr } = spawnSync(command, ['-q', '-c', ...options], {
    input,
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${command} ${options.join(' ')}: ${stderr}`);
  return stdout;
}
