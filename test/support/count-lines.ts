// Reads the lines of `--no-agg`.

import { type CliOptions, runCli } from './run-cli.ts';

/** The line of a key. */
export interface CountLine {
  readonly key: string;
  readonly status: 'counted' | 'partial' | 'failed' | 'skipped';
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  readonly sizeBytes: number;
  readonly ms: number;
  readonly reason?: string;
  readonly pieces?: number;
}

/** Runs the program with `--no-agg --quiet`, and returns its lines by key. */
export async function runForLines(args: readonly string[], options: CliOptions = {}) {
  const { stdout, stderr, exitCode } = await runCli(
    ['run', '--no-agg', '--quiet', ...args],
    options,
  );
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): CountLine => JSON.parse(line));
  return { lines: new Map(lines.map((line) => [line.key, line])), stderr, exitCode };
}
