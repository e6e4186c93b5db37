// Opens a folder of this machine, or some of its files, as the target of a run.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  lambdaCountsBuckets,
  noSuchDirectory,
  notADirectory,
  prefixOfFile,
  unreadableDirectory,
} from '../errors/user-error.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { createSelection } from '../planning/selection.ts';
import { workersAtATime } from './concurrency-bound.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLocalEngine, FILES_IN_FLIGHT } from './local-engine.ts';
import { type LocatedPaths, locatePaths } from './locate-paths.ts';
import { nameSelection } from './name-selection.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when the folder can't be counted. */
export async function openDirectory(dir: string, options: EngineOptions): Promise<RunTarget> {
  if (options.engine === 'lambda') throw lambdaCountsBuckets();
  const root = await resolveDirectory(dir);
  return openLocated({ root, dir, prefixes: options.prefixes, keys: [] }, options);
}

/** @throws {UserError} when one of the files and folders can't be counted. */
export async function openPaths(
  paths: readonly string[],
  options: EngineOptions,
): Promise<RunTarget> {
  if (options.engine === 'lambda') throw lambdaCountsBuckets();
  const located = await locatePaths(paths);
  const isWhole = located.keys.length === 0 && located.prefixes.length === 1;
  if (!isWhole && options.prefixes.some((prefix) => prefix !== ''))
    throw prefixOfFile(String(paths[0]));
  // The prefixes of the options are relative to the one folder that is named.
  const prefixes = isWhole ? options.prefixes : located.prefixes;
  return openLocated({ ...located, prefixes }, options);
}

function openLocated(
  { root, dir, prefixes, keys }: LocatedPaths,
  options: EngineOptions,
): RunTarget {
  const { request, ...engine } = createLocalEngine(
    workersAtATime('local', options.concurrency),
    FILES_IN_FLIGHT,
  );
  const selection = createSelection(prefixes, keys);
  return {
    ...engine,
    request: {
      ...request,
      source: { kind: 'directory', path: root },
      sourceName: { dir, ...nameSelection(selection) },
      selection,
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
