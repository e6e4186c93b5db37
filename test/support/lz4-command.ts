// Runs the reference command `lz4`, if it is installed.

import { spawnSync } from 'node:child_process';
import { hasCommand } from './has-command.ts';

export const hasLz4Command = hasCommand('lz4');

export function runLz4(options: readonly string[], input: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync('lz4', ['-q', '-c', ...options], {
    input,
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`lz4 ${options.join(' ')}: ${stderr}`);
  return stdout;
}
