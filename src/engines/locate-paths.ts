// The folder, prefixes and keys that paths of files and folders stand for.

import { realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { noSuchPath, notCountable, unreadablePath } from '../errors/selection-error.ts';

export interface LocatedPaths {
  /** The absolute path of the folder that all keys are relative to. */
  readonly root: string;
  /** The folder as people know it. */
  readonly dir: string;
  readonly prefixes: readonly string[];
  readonly keys: readonly string[];
}

interface Place {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * One folder is the root itself. The root of several paths is the innermost folder that they share; a
 * folder is a prefix there, and a file is a key. Links that are named are followed.
 * @throws {UserError} when a path cannot be counted.
 */
export async function locatePaths(paths: readonly string[]): Promise<LocatedPaths> {
  const places = await Promise.all(paths.map(locate));
  const [first] = places;
  const [typed = '.'] = paths;
  if (places.length === 1 && first?.isFolder) {
    return { root: resolve(typed), dir: typed, prefixes: [''], keys: [] };
  }
  const root = commonFolder(places.map(({ path, isFolder }) => (isFolder ? path : dirname(path))));
  const below = (path: string) => relative(root, path).split(sep).join('/');
  const folders = places.filter(({ isFolder }) => isFolder).map(({ path }) => below(path));
  return {
    root,
    dir: displayFolder(root),
    prefixes: folders.map((folder) => (folder === '' ? '' : `${folder}/`)),
    keys: places.filter(({ isFolder }) => !isFolder).map(({ path }) => below(path)),
  };
}

async function locate(path: string): Promise<Place> {
  try {
    const found = await realpath(path);
    const stats = await stat(found);
    if (!stats.isDirectory() && !stats.isFile()) throw notCountable(path);
    // Only a folder can have a slash at its end.
    if (stats.isFile() && path.endsWith('/')) throw noSuchPath(path);
    return { path: found, isFolder: stats.isDirectory() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') throw noSuchPath(path, error);
    if (code === 'EACCES') throw unreadablePath(path, error);
    throw error;
  }
}

function commonFolder(folders: readonly string[]): string {
  let [common = sep] = folders;
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(join(common, sep))) common = dirname(common);
  }
  return common;
}

/** Relative to the working folder, if it is below that. */
function displayFolder(root: string): string {
  const path = relative(process.cwd(), root);
  if (path === '') return '.';
  return path.startsWith('..') ? root : path;
}
