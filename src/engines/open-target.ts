// Opens the source that the options name.

import { noSource } from '../errors/user-error.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when the source can't be counted. */
export async function openTarget(options: EngineOptions, signal: AbortSignal): Promise<RunTarget> {
  if (options.bucket === undefined) {
    if (options.dir === undefined) throw noSource();
    const { openDirectory } = await import('./open-directory.ts');
    return openDirectory(options.dir, options);
  }
  const { openBucket } = await import('./open-bucket.ts');
  return openBucket(options.bucket, options, signal);
}
