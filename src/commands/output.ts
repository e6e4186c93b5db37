// The process's own streams: who may be told what on which of them.

import { once } from 'node:events';
import pc from 'picocolors';

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
 * Writes to standard output as fast as its reader takes it. `onClosed` is called when the reader
 * has gone, which is its right; what is written after that is dropped.
 */
export function createStdoutWriter(onClosed: () => void): (text: string) => Promise<void> {
  let closed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    onClosed();
  });
  return async (text) => {
    if (closed || process.stdout.write(text)) return;
    // The error of a closed pipe ends the wait too; it was dealt with above.
    await once(process.stdout, 'drain').catch(() => undefined);
  };
}
