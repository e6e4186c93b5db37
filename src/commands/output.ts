// The process's own streams: who may be told what on which of them.

import pc from 'picocolors';
import { outputFailed, type UserError } from '../errors/user-error.ts';

/** Whether colours and animation are welcome on a stream (https://no-color.org). */
export function wantsColor(stream: NodeJS.WriteStream, asked: boolean): boolean {
  return asked && stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** Whether lines can be redrawn; some pseudo-terminals have no columns to draw in. */
export function canAnimate(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.columns > 0 && process.env.TERM !== 'dumb';
}

export function colorsFor(stream: NodeJS.WriteStream, asked: boolean): typeof pc {
  return pc.createColors(wantsColor(stream, asked)) as typeof pc;
}

/**
 * Writes to standard output as fast as its reader takes it. `onClosed` is called when nothing can be
 * written any more: when the reader has gone, which is its right, what is written after that is
 * dropped. The promise of a write that fails for any other reason is rejected with a `UserError`.
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
 * Keeps a stream of the process that cannot be written to from ending it with a stack. Of standard
 * output that is no success, unless its reader has merely gone.
 */
export function surviveBrokenOutput(failedExitCode: number): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = failedExitCode;
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => undefined);
}
