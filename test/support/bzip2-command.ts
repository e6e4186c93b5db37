// The reference command, where it is installed.

import { spawnSync } from 'node:child_process';

export const hasBzip2Command = spawnSync('bzip2', ['--help']).status === 0;

export function runBzip2(options: readonly string[], input: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync('bzip2', ['-c', ...options], {
    input,
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`bzip2 ${options.join(' ')}: ${stderr}`);
  return stdout;
}
