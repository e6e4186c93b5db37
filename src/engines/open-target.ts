// What the options of a verb name, opened for a run, and what the run is asked for.

import picomatch from 'picomatch';
import { noSource } from '../errors/user-error.ts';
import type { RunRequest } from '../run/run.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/** @throws {UserError} when what is named can't be counted. */
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

/** Keys are only text: a `*` stands for a dot at the start and for a newline too. */
const GLOB_OPTIONS = { dot: true, flags: 's' } as const;

/** Keys that match one of `include`, or any if there is none, and none of `exclude`. */
function createMatcher(
  include: readonly string[] = [],
  exclude: readonly string[] = [],
): (key: string, isFolder: boolean) => boolean {
  const included = include.length > 0 ? picomatch([...include], GLOB_OPTIONS) : () => true;
  const excluded = exclude.length > 0 ? picomatch([...exclude], GLOB_OPTIONS) : () => false;
  return (key, isFolder) => (isFolder || included(key)) && !excluded(key);
}
