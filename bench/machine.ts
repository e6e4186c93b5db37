// Describes the machine, and the versions of the compared tools.

import { cpus, totalmem } from 'node:os';
import { runShell } from './shell.ts';

export async function describeMachine(): Promise<string> {
  const processors = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const versions = [
    `Node ${process.versions.node}`,
    await firstLine('gzip --version'),
    await firstLine('wc --version'),
    await firstLine('igzip --version'),
  ].filter(Boolean);
  const date = new Date().toISOString().slice(0, 10);
  return `${processors.length} × ${processors[0]?.model.trim()}, ${memoryGb} GB; ${versions.join(', ')}; ${date}`;
}

async function firstLine(command: string): Promise<string> {
  const line = await runShell(`${command} 2>&1`).then(
    ({ output }) => output.split('\n')[0]?.trim() ?? '',
    () => '',
  );
  return /\d\.\d/.test(line) ? line.replace(/[()]/g, '') : '';
}
