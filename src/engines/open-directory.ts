// Opens a folder of this machine as the target of a run.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  lambdaCountsBuckets,
  noSuchDirectory,
  notADirectory,
  unreadableDirectory,
} from '../errors/user-error.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLocalEngine, FILES_IN_FLIGHT } from './local-engine.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when the folder can't be counted. */
export async function openDirectory(dir: string, options: EngineOptions): Promise<RunTarget> {
  if (options.engine === 'lambda') throw lambdaCountsBuckets();
  const root = await resolveDirectory(dir);
  const { request, ...engine } = createLocalEngine(
    workersAtATime('local', options.concurrency),
    FILES_IN_FLIGHT,
  );
  return {
    ...engine,
    request: {
      ...request,
      source: { kind: 'directory', path: root },
      sourceName: { dir, prefix: options.prefix },
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
