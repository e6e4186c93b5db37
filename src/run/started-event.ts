// The first event of a run, by its request.

import type { WordRule } from '../counting/word-rule.ts';
import type { Functions } from '../events/functions.ts';
import type { Prices } from '../events/prices.ts';
import { type Engine, EVENT_SCHEMA, type RunLimits, type RunStarted } from '../events/run-event.ts';
import type { SourceName } from '../events/source-name.ts';
import type { BudgetLimits } from './run-budget.ts';

/** The part of a run's request that the event tells. */
export interface ToldRequest extends Omit<RunLimits, 'taskSlices'> {
  readonly sourceName: SourceName;
  readonly engine: Engine;
  readonly words: WordRule;
  readonly prices?: Prices;
  readonly maxTaskSlices: number;
  readonly budget?: BudgetLimits | undefined;
  readonly functions?: Functions | undefined;
}

/** `id` is that of the run's journal, if it keeps one. */
export function startedEvent(request: ToldRequest, id: string | undefined): RunStarted {
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
  words,
  batches,
  listLanes,
}: ToldRequest): RunLimits {
  return {
    ...{ workers, cascades, taskSlices: maxTaskSlices },
    batches: { maxObjects: batches.maxObjects },
    ...(listLanes !== undefined && { listLanes }),
    // Its arithmetic counts whole objects only.
    ...(sliceBytes !== undefined && words !== 'article' && { sliceBytes }),
  };
}
