// Opens a folder of this machine, or some of its files, as the target of a run.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { filesHaveNoClass, keysAndPrefixes, prefixOfFile } from '../errors/selection-error.ts';
import {
  lambdaCountsBuckets,
  noSuchDirectory,
  notADirectory,
  unreadableDirectory,
} from '../errors/user-error.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { prefixesOfMatches } from '../planning/literal-head.ts';
import { createSelection, type Selection } from '../planning/selection.ts';
import { threadsFor } from './concurrency-bound.ts';
import { includedPatterns } from './create-matcher.ts';
import type { EngineOptions } from './engine-options.ts';
import { createLocalEngine, FILES_IN_FLIGHT } from './local-engine.ts';
import { locatePaths } from './locate-paths.ts';
import { nameSelection } from './name-selection.ts';
import { readNamedKeys } from './named-keys.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when the folder can't be counted. */
export async function openDirectory(
  dir: string,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<RunTarget> {
  checkOptions(options);
  const root = await resolveDirectory(dir);
  return await openFolder({ root, dir }, options, signal);
}

/** @throws {UserError} when one of the files and folders can't be counted. */
export async function openPaths(
  paths: readonly string[],
  options: EngineOptions,
  signal: AbortSignal,
): Promise<RunTarget> {
  checkOptions(options);
  const { root, dir, prefixes, keys } = await locatePaths(paths);
  if (keys.length === 0 && prefixes.length === 1)
    return await openFolder({ root, dir }, options, signal);
  if (options.prefixes.some((prefix) => prefix !== '')) throw prefixOfFile(String(paths[0]));
  if (options.key || options.keysFrom) throw keysAndPrefixes();
  return openSelection({ root, dir }, { prefixes, keys }, options);
}

interface Folder {
  /** The absolute path. */
  readonly root: string;
  /** The folder as people know it. */
  readonly dir: string;
}

/** Prefixes and keys of the options are relative to the folder. */
async function openFolder(
  folder: Folder,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<RunTarget> {
  const keys = await readNamedKeys(options, folder, signal);
  const named = keys ? { prefixes: [], keys } : { prefixes: options.prefixes, keys: [] };
  return openSelection(folder, named, options);
}

function openSelection(
  { root, dir }: Folder,
  { prefixes, keys }: Selection,
  options: EngineOptions,
): RunTarget {
  const { request, ...engine } = createLocalEngine(
    threadsFor(options.concurrency),
    FILES_IN_FLIGHT,
  );
  const asked = createSelection(prefixes, keys);
  const listed = prefixesOfMatches(asked.prefixes, includedPatterns(options));
  return {
    ...engine,
    request: {
      ...request,
      source: { kind: 'directory', path: root },
      sourceName: { dir, ...nameSelection(asked) },
      selection: { prefixes: listed, keys: asked.keys },
    },
    store: createDirectoryStore(root),
  };
}

/** @throws {UserError} when files do not have what an option is about. */
function checkOptions({ engine, storageClass }: EngineOptions): void {
  if (engine === 'lambda') throw lambdaCountsBuckets();
  if (storageClass) throw filesHaveNoClass();
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
