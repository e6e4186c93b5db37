// Starts a run over an open target, as the options say.

import type { RunEvent } from '../events/run-event.ts';
import { type RunRequest, run } from '../run/run.ts';
import type { RunJournal } from '../run/run-journal.ts';
import { systemClock } from '../scatter/clock.ts';
import { CALLER_RETRY } from '../scatter/scatter.ts';
import { createMatcher } from './create-matcher.ts';
import type { EngineOptions } from './engine-options.ts';
import type { RunTarget } from './run-target.ts';

/** `perObject` asks for an event about each object. Aborting the signal interrupts the run. */
export function startRun(
  options: EngineOptions,
  target: RunTarget,
  perObject: boolean,
  signal: AbortSignal,
  journal?: RunJournal,
): AsyncIterableIterator<RunEvent> {
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
  const { words, as, allowEmpty } = options;
  return {
    ...target.request,
    words,
    ...(as !== undefined && { as }),
    allowEmpty,
    matches: createMatcher(options, Date.now()),
    perObject,
    maxTaskSlices: options.taskSize,
    sliceBytes: options.sliceSize,
  };
}
