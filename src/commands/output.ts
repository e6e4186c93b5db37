// Standard output and standard error: colours, animation and failed writes.

import pc from 'picocolors';
import { noBarWithoutTerminal, outputFailed, type UserError } from '../errors/user-error.ts';
import { isOn } from './cli-option.ts';
import type { ProgressMode } from './options/progress-mode.ts';

/**
 * Whether colours may be used on a stream. `asked` is the value of `--color`, and NO_COLOR
 * (https://no-color.org) overrides FORCE_COLOR (https://force-color.org), which overrides the rest.
 */
export function wantsColor(
  stream: NodeJS.WriteStream,
  asked: boolean,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (!asked || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return isOn(env.FORCE_COLOR);
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Whether lines can be redrawn. Some pseudo-terminals report no columns. */
export function canAnimate(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.columns > 0;
}

/** The width of text that is not for a terminal. */
const DEFAULT_COLUMNS = 80;

/** Some pseudo-terminals report 0. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.columns || DEFAULT_COLUMNS;
}

/** Whether lines should be redrawn, if nobody asked: some CI systems show a log through a pseudo-terminal. */
export function shouldAnimate(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return canAnimate(stream) && env.TERM !== 'dumb' && !isOn(env.CI);
}

/**
 * How progress is shown on `stream`, standard error. `asked` is the value of `--progress`.
 * @throws {UserError} when a bar was asked for and cannot be drawn.
 */
export function progressModeFor(
  asked: ProgressMode,
  quiet: boolean,
  stream: NodeJS.WriteStream,
): Exclude<ProgressMode, 'auto'> {
  if (quiet) return 'none';
  if (asked === 'bar' && !canAnimate(stream)) throw noBarWithoutTerminal();
  if (asked !== 'auto') return asked;
  return shouldAnimate(stream) ? 'bar' : 'plain';
}

export function colorsFor(stream: NodeJS.WriteStream, asked: boolean): typeof pc {
  return pc.createColors(wantsColor(stream, asked)) as typeof pc;
}

/**
 * Writes to standard output as fast as its reader takes it. `onClosed` is called when no more can be
 * written. If the reader has gone, later writes are dropped, which is no error. A write that fails for
 * another reason rejects with a `UserError`.
 */
export function createStdoutWriter(onClosed: () => void): (text: string) => Promise<void> {
  let closed = false;
  let failure: UserError | undefined;
  return async (text) => {
    if (failure) throw failure;
    if (closed) return;
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      process.stdout.write(text, resolve);
    });
    if (!error) return;
    closed = true;
    if (error.code !== 'EPIPE') failure = outputFailed(error.message, error);
    onClosed();
    if (failure) throw failure;
  };
}

/**
 * Keeps the process from dying with a stack trace when standard output or standard error cannot be
 * written. A failed standard output sets the exit code, unless its reader has merely gone.
 */
export function surviveBrokenOutput(failedExitCode: number): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = failedExitCode;
  });
  // stderr is gone, so there is nowhere to report it.
  process.stderr.on('error', () => undefined);
}
