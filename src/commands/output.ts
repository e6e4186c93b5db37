// Standard output and standard error: colours, animation and failed writes.

import pc from 'picocolors';
import { outputFailed, type UserError } from '../errors/user-error.ts';

/** Whether colours may be used on a stream (https://no-color.org). `asked` is the value of `--color`. */
export function wantsColor(stream: NodeJS.WriteStream, asked: boolean): boolean {
  return asked && stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** Whether lines can be redrawn. Some pseudo-terminals report no columns. */
export function canAnimate(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.columns > 0 && process.env.TERM !== 'dumb';
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
