// Runs the reference command `xz`, if it is installed.

import { spawnSync } from 'node:child_process';

export const hasXzCommand = spawnSync('xz', ['--version']).status === 0;

export function runXz(options: readonly string[], input: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync('xz', ['-q', '-c', ...options], {
    input,
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`xz ${options.join(' ')}: ${stderr}`);
  return stdout;
}
