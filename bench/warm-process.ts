// Processes of the benchmark that stay warm between rounds. They run bundled, like the program,
// so that no loader of TypeScript is measured with them.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { build } from 'esbuild';
import type { Sample } from './measure.ts';
import { DATA_FOLDER } from './sample-data.ts';

const BUNDLES = `${DATA_FOLDER}/build`;

const NAMES = ['count-object', 'read-object', 's3-server', 'duckdb'] as const;

type ProcessName = (typeof NAMES)[number];

export async function bundleProcesses(): Promise<void> {
  await build({
    entryPoints: NAMES.map((name) => `bench/processes/${name}.ts`),
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
}

export interface WarmProcess {
  ask(subject: string): Promise<Sample>;
  stop(): void;
}

export function startWarmProcess(name: ProcessName, ...args: string[]): WarmProcess {
  const child = startProcess(name, ...args);
  return {
    async ask(subject) {
      child.send(subject);
      return (await nextMessage(child)) as Sample;
    },
    stop: () => void child.kill(),
  };
}

export function startProcess(name: ProcessName, ...args: string[]): ChildProcess {
  // The SDK's warning about later versions of Node does not belong in a report.
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  return fork(`${BUNDLES}/${name}.mjs`, args, { execArgv: [], env });
}

/** @throws if the process ends instead. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const death = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process of the benchmark ended with ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), death]);
    return message;
  } finally {
    over.abort();
  }
}
