// Starts a run over an open target, as the options say.

import picomatch from 'picomatch';
import type { RunEvent } from '../events/run-event.ts';
import { type RunRequest, run } from '../run/run.ts';
import type { RunJournal } from '../run/run-journal.ts';
import { systemClock } from '../scatter/clock.ts';
import { CALLER_RETRY } from '../scatter/scatter.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/** `perObject` asks for an event about each object. Aborting the signal interrupts the run. */
export function startRun(
  options: EngineOptions,
  target: RunTarget,
  perObject: boolean,
  signal: AbortSignal,
  journal?: RunJournal,
): AsyncGenerator<RunEvent> {
  return run(toRequest(options, target, perObject), {
    store: target.store,
    invokeCascade: target.invokeCascade,
    runningWorkers: target.runningWorkers,
    clock: systemClock,
    random: Math.random,
    retry: CALLER_RETRY,
    signal,
    journal,
  });
}

function toRequest(options: EngineOptions, target: RunTarget, perObject: boolean): RunRequest {
  const { prefix, words, as, allowEmpty } = options;
  return {
    ...target.request,
    words,
    ...(as !== undefined && { as }),
    prefix,
    allowEmpty,
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
