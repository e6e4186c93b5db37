// Appends lines to a journal soon after they come, without holding up the run.

import type { JournalHeader, JournalLine } from './journal-line.ts';
import { createLineBlocks } from './line-blocks.ts';

/** The end of a file. */
export interface AppendFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Cuts off what is behind this length. */
  cut(lengthBytes: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalWriter {
  /** Never throws. After a failure nothing is written any more. */
  write(line: JournalHeader | JournalLine): void;
  /** Resolves once everything is written, or writing has failed. */
  flush(): Promise<void>;
  close(): Promise<void>;
  onFailure(tell: (cause: string) => void): void;
}

/** The time for which lines are collected. It is what a crash can lose. */
const COLLECT_MS = 100;

/** If so much waits, the disk does not keep up with the run. */
const MAX_WAITING_BYTES = 64 * 2 ** 20;

/** `lengthBytes` is the length of the file, all of it whole lines. */
export function createJournalWriter(
  file: AppendFile,
  lengthBytes: number,
  maxWaiting = MAX_WAITING_BYTES,
): JournalWriter {
  let goodBytes = lengthBytes;
  const waiting = createLineBlocks();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let failure: string | undefined;
  let hasSaidStopped = false;
  const listeners: ((cause: string) => void)[] = [];

  async function writeWaiting(): Promise<void> {
    while (waiting.sizeBytes() > 0 && failure === undefined) {
      try {
        goodBytes += await waiting.take(file.append);
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    }
    if (failure === undefined || hasSaidStopped) return;
    hasSaidStopped = true;
    await sayStopped(failure);
  }

  function fail(cause: string): void {
    if (failure !== undefined) return;
    failure = cause;
    waiting.clear();
    for (const tell of listeners) tell(cause);
  }

  /** Takes back what was written of a line, and says why the journal ends, if there is room for it. */
  async function sayStopped(cause: string): Promise<void> {
    const cut = () => file.cut(goodBytes).catch(() => undefined);
    await cut();
    waiting.add({ type: 'stopped', cause });
    await waiting.take(file.append).catch(cut);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeWaiting);
    return writing;
  }

  return {
    write(line) {
      if (failure !== undefined) return;
      waiting.add(line);
      if (waiting.sizeBytes() > maxWaiting) fail('the disk is too slow');
      timer ??= setTimeout(() => void flush(), COLLECT_MS).unref();
    },
    flush,
    async close() {
      await flush();
      await file.close().catch(() => undefined);
    },
    onFailure(tell) {
      if (failure === undefined) listeners.push(tell);
      else tell(failure);
    },
  };
}
