// Keeps two processes from writing one journal. Each process puts a file of its own beside the journal,
// then looks for those of others: of two at the same time, at least one sees the other and gives way. So
// the file of a process that is gone can be removed without a race.

import { readFileSync, readlinkSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { runInProgress } from '../errors/journal-error.ts';

export interface JournalLock {
  release(): Promise<void>;
}

interface Owner {
  /** The machine, and where process numbers mean something there. */
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one with the same number; empty where the system does not say. */
  readonly started: string;
}

const SUFFIX = '.lock';

/** @throws {UserError} when another process has the journal. */
export async function lockJournal(folder: string, id: string): Promise<JournalLock> {
  const own = { host: ownHost(), pid: process.pid, started: startOf(process.pid) };
  const path = join(folder, fileOf(id, own));
  const handle = await open(path, 'wx').catch((error) => {
    throw error.code === 'EEXIST' ? inUse(folder, id, own) : error;
  });
  await handle.close();
  const other = await findOwner(folder, id, own);
  if (!other) return { release: () => rm(path, { force: true }) };
  await rm(path, { force: true });
  throw inUse(folder, id, other);
}

/** The ids of all journals that a living process has. */
export async function lockedIds(folder: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const name of await readdir(folder)) {
    const lock = parseFile(name);
    if (lock && isAlive(lock.owner)) ids.add(lock.id);
  }
  return ids;
}

/** A living process other than this lock's. Files of those that are gone are removed. */
async function findOwner(folder: string, id: string, own: Owner): Promise<Owner | undefined> {
  let found: Owner | undefined;
  for (const name of await readdir(folder)) {
    const lock = parseFile(name);
    if (lock?.id !== id || name === fileOf(id, own)) continue;
    if (isAlive(lock.owner)) found = lock.owner;
    else await rm(join(folder, name), { force: true });
  }
  return found;
}

function inUse(folder: string, id: string, owner: Owner) {
  const { host, pid } = owner;
  const where = host === ownHost() ? '' : ` on ${host}`;
  return runInProgress(id, `process ${pid}${where}`, join(folder, fileOf(id, owner)));
}

function fileOf(id: string, { host, pid, started }: Owner): string {
  return `${id}.${encodeURIComponent(host)}.${pid}.${started}${SUFFIX}`;
}

function parseFile(name: string): { id: string; owner: Owner } | undefined {
  const match = /^([^.]+)\.(.*)\.(\d+)\.(\d*)\.lock$/.exec(name);
  if (!match) return undefined;
  const [, id = '', host = '', pid, started = ''] = match;
  return { id, owner: { host: decodeURIComponent(host), pid: Number(pid), started } };
}

/** Containers may share a host's name and not its process numbers, so theirs are told apart. */
function ownHost(): string {
  try {
    const [namespace = ''] = readlinkSync('/proc/self/ns/pid').match(/\d+/) ?? [];
    return namespace === HOST_NAMESPACE ? hostname() : `${hostname()}/${namespace}`;
  } catch {
    return hostname();
  }
}

/** That of the machine itself: PROC_PID_INIT_INO of Linux. */
const HOST_NAMESPACE = '4026531836';

/** Processes of other machines cannot be looked up, so they count as alive. */
function isAlive({ host, pid, started }: Owner): boolean {
  if (host !== ownHost()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user is there, but must not be signalled.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const [state, now] = statOf(pid);
  if (state === ZOMBIE) return false;
  return now === '' || started === '' || now === started;
}

/** Ended, but its parent has not taken note of it yet. */
const ZOMBIE = 'Z';

function startOf(pid: number): string {
  return statOf(pid)[1];
}

/**
 * The state of a process, and when it began, in ticks since the system did: the third and the 22nd field
 * of its line. Both are empty where the system has no such line.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function statOf(pid: number): [state: string, started: string] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is a name in parentheses, which may have spaces.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return [fields[0] ?? '', fields[19] ?? ''];
  } catch {
    return ['', ''];
  }
}
