// Runs the program like a user: as a process, with its streams and exit code.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export const CLI_PATH = fileURLToPath(new URL('../../bin/wordcount.js', import.meta.url));

/** Journals of the runs that a test process starts. It is removed with the process. */
const stateHome = mkdtempSync(join(tmpdir(), 'wordcount-test-state-'));
process.once('exit', () => rmSync(stateHome, { recursive: true, force: true }));

/** The program's environment, without variables that would change its behaviour. */
export function cleanEnvironment(): Record<string, string> {
  const PATH = process.env.PATH ?? '';
  return { PATH, HOME: '/nonexistent', XDG_STATE_HOME: stateHome, LC_ALL: 'C.UTF-8' };
}

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** The content of standard input. */
  readonly input?: string;
}

export function startCli(args: readonly string[], options: CliOptions = {}) {
  return execa(process.execPath, [CLI_PATH, ...args], {
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...options,
    env: { ...cleanEnvironment(), ...options.env },
  });
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

export async function runCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const { stdout, stderr, exitCode } = await startCli(args, options);
  return { stdout, stderr, exitCode };
}
