// Appends lines to a journal soon after they come, without holding up the run.

import type { JournalHeader, JournalLine } from './journal-line.ts';
import { sealLine } from './sealed-line.ts';

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
const MAX_WAITING_CHARACTERS = 64 * 2 ** 20;

/** `lengthBytes` is the length of the file, all of it whole lines. */
export function createJournalWriter(
  file: AppendFile,
  lengthBytes: number,
  maxWaiting = MAX_WAITING_CHARACTERS,
): JournalWriter {
  let goodBytes = lengthBytes;
  let waiting: string[] = [];
  let waitingCharacters = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let failure: string | undefined;
  let hasSaidStopped = false;
  const listeners: ((cause: string) => void)[] = [];

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0 && failure === undefined) {
      const bytes = Buffer.from(waiting.join(''));
      waiting = [];
      waitingCharacters = 0;
      try {
        await file.append(bytes);
        goodBytes += bytes.length;
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
    waiting = [];
    for (const tell of listeners) tell(cause);
  }

  /** Takes back what was written of a line, and says why the journal ends, if there is room for it. */
  async function sayStopped(cause: string): Promise<void> {
    const cut = () => file.cut(goodBytes).catch(() => undefined);
    await cut();
    await file.append(Buffer.from(sealLine({ type: 'stopped', cause }))).catch(cut);
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
      const text = sealLine(line);
      waiting.push(text);
      waitingCharacters += text.length;
      if (waitingCharacters > maxWaiting) fail('the disk is too slow');
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
