// Begins the journal of a new run, or opens that of an earlier one to go on with it.

import { constants, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { journalUnreadable, noSuchRun } from '../errors/journal-error.ts';
import { PROTOCOL_VERSION } from '../protocol/request.ts';
import { readEarlierPart } from './earlier-part.ts';
import { createJournal, type Journal } from './journal.ts';
import { JOURNAL_FORMAT, type JournalHeader } from './journal-line.ts';
import { type JournalLock, lockJournal } from './journal-lock.ts';
import { type AppendFile, createJournalWriter } from './journal-writer.ts';
import { isRunId, runIdOf } from './run-id.ts';

/** Keys may be confidential, so journals are their owner's alone. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Unlike `a+`, this does not create the file. */
const READ_AND_APPEND = constants.O_RDWR | constants.O_APPEND;

export interface PartSettings {
  readonly folder: string;
  /** The version of this program. */
  readonly program: string;
  readonly startedAt: Date;
  /** Milliseconds; never goes back. */
  readonly now: () => number;
}

export function journalPath(folder: string, id: string): string {
  return join(folder, `${id}.ndjson`);
}

export type NewRun = Pick<JournalHeader, 'source' | 'engine' | 'request'>;

/** @throws an error of the system when the journal can't be created. */
export async function beginJournal(settings: PartSettings, run: NewRun): Promise<Journal> {
  const { folder, program, startedAt, now } = settings;
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const { id, handle, lock } = await createFile(folder, startedAt);
  const writer = createJournalWriter(toAppendFile(handle), 0);
  const header = { id, program, startedAt: startedAt.toISOString(), ...run };
  async function onClose(isEmpty: boolean): Promise<void> {
    // A run that could not begin leaves nothing to resume.
    if (isEmpty) await rm(journalPath(folder, id), { force: true }).catch(() => undefined);
    await lock.release();
  }
  let failure: string | undefined;
  writer.onFailure((cause) => {
    failure = cause;
  });
  // At once, so that a disk that cannot be written is known before the run begins.
  writer.write({ type: 'journal', format: JOURNAL_FORMAT, ...header });
  await writer.flush();
  if (failure === undefined) {
    return createJournal({ id, writer, part: partLine(settings), now, onClose });
  }
  await writer.close();
  await onClose(true);
  throw new Error(failure);
}

async function createFile(
  folder: string,
  startedAt: Date,
): Promise<{ id: string; handle: FileHandle; lock: JournalLock }> {
  for (let attempt = 1; ; attempt += 1) {
    const id = runIdOf(startedAt, attempt);
    // A lock comes first, so that no other process takes the new journal for one that broke off.
    const lock = await lockJournal(folder, id).catch((error) => {
      if (error.name !== 'UserError') throw error;
    });
    if (!lock) continue;
    try {
      const handle = await open(journalPath(folder, id), 'ax', FILE_MODE);
      return { id, handle, lock };
    } catch (error) {
      await lock.release();
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

export interface ReopenedJournal {
  readonly journal: Journal;
  /** When the run began, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly request: Readonly<Record<string, unknown>>;
  /** Whether some objects were settled in sums, so that their own figures are not known. */
  readonly hasSums: boolean;
}

/** @throws {UserError} when there is no such journal, it can't be read, or another process has it. */
export async function reopenJournal(
  settings: PartSettings,
  id: string,
  retryFailed = false,
): Promise<ReopenedJournal> {
  const { folder, now } = settings;
  const path = journalPath(folder, id);
  if (!isRunId(id)) throw noSuchRun(id);
  const handle = await open(path, READ_AND_APPEND).catch((error) => {
    throw error.code === 'ENOENT' ? noSuchRun(id) : journalUnreadable(path, error.message, error);
  });
  let lock: JournalLock | undefined;
  try {
    lock = await lockJournal(folder, id);
    const { content, earlier, hasSums } = await readEarlierPart(handle, path, retryFailed);
    // A torn last line must not become the beginning of the next one.
    await handle.truncate(content.lengthBytes);
    const writer = createJournalWriter(toAppendFile(handle), content.lengthBytes);
    const part = partLine(settings);
    const onClose = async () => await lock?.release();
    const parts = { id, earlier, earlierFigures: content.figures, writer, part, now, onClose };
    const journal = createJournal(parts);
    const { request, startedAt } = content.header;
    return { journal, startedMs: Date.parse(startedAt), request, hasSums };
  } catch (error) {
    await handle.close();
    await lock?.release();
    throw error;
  }
}

function partLine({ program, startedAt }: PartSettings) {
  const about = { program, protocol: PROTOCOL_VERSION, startedAt: startedAt.toISOString() };
  return { type: 'part', ...about } as const;
}

/** The handle always appends at the end of the file, also after that was cut off. */
function toAppendFile(handle: FileHandle): AppendFile {
  return {
    append: (bytes) => handle.appendFile(bytes),
    cut: (lengthBytes) => handle.truncate(lengthBytes),
    close: () => handle.close(),
  };
}
