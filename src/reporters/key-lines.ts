// `--no-agg`: one line for every listed key, written as soon as the key is finished.

import type { ObjectSettled } from '../events/run-event.ts';
import type { Reporter } from './reporter.ts';

/** Lines are written together in blocks of about this many characters. */
const BLOCK_CHARACTERS = 64 * 1024;

export interface KeyFormat {
  /** Written before all lines. */
  readonly header: string;
  /** With its line break. */
  line(object: ObjectSettled): string;
}

/**
 * `write` resolves when the reader is ready for more. If it fails, the next call of the reporter fails
 * with the same error.
 */
export function createKeyLines(
  format: KeyFormat,
  write: (text: string) => Promise<void>,
): Reporter {
  let block = format.header;
  let scheduled: NodeJS.Immediate | undefined;
  let writing = Promise.resolve();

  function flush(): Promise<void> {
    clearImmediate(scheduled);
    scheduled = undefined;
    const text = block;
    block = '';
    if (text !== '') writing = writing.then(() => write(text));
    return writing;
  }

  function flushLater(): void {
    flush().catch(() => undefined);
  }

  return {
    onEvent(event) {
      if (event.type !== 'object') return undefined;
      block += format.line(event);
      if (block.length >= BLOCK_CHARACTERS) return flush();
      scheduled ??= setImmediate(flushLater);
      return undefined;
    },
    stop: flush,
  };
}
