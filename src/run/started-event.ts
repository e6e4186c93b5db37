// The first event of a run, by its request.

import { EVENT_SCHEMA, type RunLimits, type RunStarted } from '../events/run-event.ts';
import type { RunRequest } from './run.ts';

/** `id` is that of the run's journal, if it keeps one. */
export function startedEvent(request: RunRequest, id: string | undefined): RunStarted {
  const { sourceName: source, engine, words, prices, budget, functions } = request;
  return {
    type: 'run-started',
    schema: EVENT_SCHEMA,
    ...{ source, engine, words },
    ...(prices && { prices, limits: limitsOf(request) }),
    ...(id !== undefined && { id }),
    ...(budget && { maxDollars: budget.dollars }),
    ...(functions && { functions }),
  };
}

function limitsOf({
  workers,
  cascades,
  maxTaskSlices,
  sliceBytes,
  batches,
}: RunRequest): RunLimits {
  return {
    ...{ workers, cascades, taskSlices: maxTaskSlices, batches },
    ...(sliceBytes !== undefined && { sliceBytes }),
  };
}
