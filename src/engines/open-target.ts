// Opens the source that the options name, and makes the request for the run.

import picomatch from 'picomatch';
import { noSource } from '../errors/user-error.ts';
import type { RunRequest } from '../run/run.ts';
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

export function toRequest(
  options: EngineOptions,
  target: RunTarget,
  perObject: boolean,
): RunRequest {
  const { prefix, words, as } = options;
  return {
    ...target.request,
    words,
    ...(as !== undefined && { as }),
    prefix,
    matches: createMatcher(options.include, options.exclude),
    perObject,
    maxTaskSlices: options.taskSize,
    sliceBytes: options.sliceSize,
  };
}

/** Keys are plain text, so `*` also matches a leading dot and a newline. */
const GLOB_OPTIONS = { dot: true, flags: 's' } as const;

/** Matches keys that match one of `include`, or any key if it is empty, and none of `exclude`. */
function createMatcher(
  include: readonly string[] = [],
  exclude: readonly string[] = [],
): (key: string, isFolder: boolean) => boolean {
  const included = include.length > 0 ? picomatch([...include], GLOB_OPTIONS) : () => true;
  const excluded = exclude.length > 0 ? picomatch([...exclude], GLOB_OPTIONS) : () => false;
  return (key, isFolder) => (isFolder || included(key)) && !excluded(key);
}
