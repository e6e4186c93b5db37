// A folder of this machine as the target of a run.

import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import {
  lambdaCountsBuckets,
  noSuchDirectory,
  notADirectory,
  unreadableDirectory,
} from '../errors/user-error.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import type { CountingOptions } from './counting-options.ts';
import { createLocalEngine, type RunTarget } from './run-target.ts';

/** Slices that a worker thread has open at a time: while one inflates, another is counted. */
const IN_FLIGHT = 4;

/** @throws {UserError} when the folder can't be counted. */
export async function openDirectory(dir: string, options: CountingOptions): Promise<RunTarget> {
  if (options.engine === 'lambda') throw lambdaCountsBuckets();
  const root = await resolveDirectory(dir);
  const { request, ...engine } = createLocalEngine(options.concurrency ?? availableParallelism());
  return {
    ...engine,
    request: {
      ...request,
      source: { kind: 'directory', path: root },
      sourceName: { dir, prefix: options.prefix },
      inFlight: IN_FLIGHT,
    },
    store: createDirectoryStore(root),
  };
}

async function resolveDirectory(dir: string): Promise<string> {
  try {
    if (!(await stat(dir)).isDirectory()) throw notADirectory(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw noSuchDirectory(dir, error);
    if (code === 'EACCES') throw unreadableDirectory(dir, error);
    throw error;
  }
  return resolve(dir);
}
