// Contenders that need packages of their own, which are in bench/package.json and installed only
// on request.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Contender } from './measure.ts';
import { startWarmProcess } from './warm-process.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

export function installPeers(): void {
  if (existsSync(`${FOLDER}/node_modules/@duckdb/node-api`)) return;
  execFileSync('npm', ['ci', '--silent'], { cwd: FOLDER, stdio: 'inherit' });
}

export interface Peer {
  contender(files: string): Contender;
  stop(): void;
}

export function startDuckDb(): Peer {
  const { ask, stop } = startWarmProcess('duckdb');
  return {
    contender: (files) => ({ name: 'DuckDB, warm, on all cores', run: () => ask(files) }),
    stop,
  };
}
