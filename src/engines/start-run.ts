// Starts a run over an open target, as the options say.

import type { RunEvent } from '../events/run-event.ts';
import { type RunRequest, run } from '../run/run.ts';
import type { EarlierPart, RunJournal } from '../run/run-journal.ts';
import { survey } from '../run/survey.ts';
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

/** Tells what such a run would count, without invoking anything. `earlier` is what a resumed run would go on from. */
export function startSurvey(
  options: EngineOptions,
  target: RunTarget,
  signal: AbortSignal,
  earlier?: EarlierPart,
): AsyncGenerator<RunEvent> {
  const { store } = target;
  const ports = { store, earlier, clock: systemClock, signal };
  return survey(toRequest(options, target, false), ports);
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
