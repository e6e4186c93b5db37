// Opens the source that the options name.

import { inventoryAlone } from '../errors/selection-error.ts';
import { noSource } from '../errors/user-error.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/**
 * `runs` is the number of runs that may be in progress at a time, and share what the account may run.
 * @throws {UserError} when the source can't be counted.
 */
export async function openTarget(
  options: EngineOptions,
  signal: AbortSignal,
  runs = 1,
): Promise<RunTarget> {
  const { bucket, dir, paths, inventory } = options;
  if (inventory !== undefined && (dir ?? paths) !== undefined) throw inventoryAlone('files');
  if (bucket !== undefined || inventory !== undefined) {
    const { openBucket } = await import('./open-bucket.ts');
    return openBucket(bucket, options, runs, signal);
  }
  const { openDirectory, openPaths } = await import('./open-directory.ts');
  if (paths !== undefined) return openPaths(paths, options, signal);
  if (dir === undefined) throw noSource();
  return openDirectory(dir, options, signal);
}
