// A run: list, batch, scatter over cascades, and tell of it as a stream of events.

import type { WordRule } from '../counting/word-rule.ts';
import { describeReason, type ReasonCode } from '../errors/reasons.ts';
import { describeLimitReached } from '../events/describe-limit.ts';
import type { Functions } from '../events/functions.ts';
import type { Prices } from '../events/prices.ts';
import type { Engine, ObjectSettled, RunEvent } from '../events/run-event.ts';
import type { BatchLimits } from '../planning/plan-round.ts';
import type { InvokeCascade, ListedObject, ObjectStore } from '../protocol/ports.ts';
import type { Source } from '../protocol/request.ts';
import { anySignal } from '../scatter/any-signal.ts';
import { createChannel } from '../scatter/channel.ts';
import type { Clock } from '../scatter/clock.ts';
import { flattenAsync } from '../scatter/flatten-async.ts';
import { type RetryPolicy, scatter } from '../scatter/scatter.ts';
import { createBatchCounting } from './count-batches.ts';
import { type ListingRequest, listToCount } from './list-to-count.ts';
import { type LookAhead, planBatches } from './plan-batches.ts';
import type { RunningWorkers } from './reading-report.ts';
import { type BudgetLimits, createRunBudget, type RunBudget } from './run-budget.ts';
import type { RunJournal } from './run-journal.ts';
import { startedEvent } from './started-event.ts';

export interface RunRequest extends ListingRequest {
  readonly source: Source;
  readonly engine: Engine;
  readonly prices?: Prices;
  readonly words: WordRule;
  /** Whether every object gets an event of its own, or most of them only sums. */
  readonly perObject: boolean;
  /** The maximum number of cascades that run at the same time. */
  readonly cascades: number;
  /** The same of workers, over all cascades; with `chooseWorkers`, at the beginning. */
  readonly workers: number;
  readonly maxTaskSlices: number;
  /** Most bytes of one object that a worker counts alone; left out, no object is cut. */
  readonly sliceBytes?: number;
  /** How much more time of workers second ones may take, in percent; left out, there are none. */
  readonly hedgePercent?: number;
  readonly inFlight: number;
  readonly reportEveryMs: number;
  readonly batches: BatchLimits & LookAhead;
  /** The most that the run may cost; left out, that is not limited. */
  readonly budget?: BudgetLimits | undefined;
  /** Requests at a time that list the source, where it is listed by requests: an estimate rests on it. */
  readonly listLanes?: number;
  /** The settings of the functions, where they are known. */
  readonly functions?: Functions | undefined;
}

export interface RunPorts {
  readonly store: Pick<ObjectStore, 'list' | 'lookUp' | 'requests' | 'getRequests'>;
  readonly invokeCascade: InvokeCascade;
  /** Where workers wait for a thread before they run; left out, all that are launched run. */
  readonly runningWorkers?: (() => RunningWorkers) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** Aborting it interrupts the run: it launches nothing more and ends with what is done. */
  readonly signal: AbortSignal;
  /** Keeps what is settled, and has what earlier parts of the run have settled. */
  readonly journal?: RunJournal | undefined;
}

/** Listed pages are planned at once; how much may wait for that is a limit of the plan. */
const MAX_PAGES_AHEAD = 1;

/** @throws {UserError} when the run cannot begin at all. */
export function run(request: RunRequest, ports: RunPorts): AsyncIterableIterator<RunEvent> {
  return flattenAsync(runInLists(request, ports));
}

async function* runInLists(
  request: RunRequest,
  ports: RunPorts,
): AsyncGenerator<readonly RunEvent[]> {
  const { clock, random, retry, signal, journal } = ports;
  const startedAt = clock.now();
  const nowMs = () => clock.now() - startedAt;
  const events = createChannel<RunEvent>();
  const pages = createChannel<readonly ListedObject[]>(MAX_PAGES_AHEAD);
  // Ends the run for good when its events are no longer wanted.
  const abandon = new AbortController();
  const stopped = anySignal(signal, abandon.signal);
  const { budget: limits, selection } = request;
  const budget = limits && createRunBudget(limits, selection.keys.length, stopped);
  const stopping = budget ? anySignal(stopped, budget.reached) : stopped;
  let incomplete = false;
  let isOverBudget = false;

  function emit(event: RunEvent): Promise<void> | undefined {
    if (event.type === 'object' && isLeftOut(event)) incomplete = true;
    if (event.type === 'object' && event.reason === 'over-budget') isOverBudget = true;
    if (event.type === 'listed') budget?.listed(event);
    return events.push(event);
  }

  async function list(growWorkers: (workers: number) => void): Promise<void> {
    const isWhole = await listToCount(request, {
      ...{ store: ports.store, emit, count: pages.push, growWorkers, signal: stopping },
      earlier: journal?.earlier,
      tellsWork: request.engine === 'lambda',
    });
    if (!isWhole) incomplete = true;
  }

  const { close, open, allOpen, slots, runningWork, ...counting } = createBatchCounting(request, {
    ...{ invokeCascade: ports.invokeCascade, runningWorkers: ports.runningWorkers },
    ...{ emit, clock, nowMs, budget, signal: stopping },
  });

  async function countAll(): Promise<void> {
    const { cascades: concurrency } = request;
    async function* openBatches() {
      yield* planBatches(pages, request, {
        ...{ slots, running: runningWork, clock, signal: stopping },
        open: (batch) => open(batch, journal),
      });
      allOpen();
    }
    const options = { concurrency, retry, clock, random, signal: stopping, ...counting };
    await scatter(openBatches(), options).finally(close);
  }

  async function runToEnd(): Promise<void> {
    await emit(startedEvent(request, journal?.id));
    if (journal) await tellOfJournal(journal, emit);
    budget?.reached.addEventListener('abort', () => void emit(aboutBudget(budget)), { once: true });
    await Promise.all([list(slots.growTo).then(pages.close, pages.fail), countAll()]);
    await journal?.flush();
    const status = signal.aborted ? 'interrupted' : incomplete ? 'incomplete' : 'complete';
    const reason = status === 'incomplete' && isOverBudget && { reason: 'over-budget' as const };
    await emit({ type: 'run-ended', status, ...reason, elapsedMs: nowMs() });
  }

  const running = runToEnd().then(events.close, events.fail);
  try {
    yield* events.lists();
  } finally {
    abandon.abort();
    await running;
  }
}

async function tellOfJournal(
  { earlier, onFailure }: RunJournal,
  emit: (event: RunEvent) => Promise<void> | undefined,
): Promise<void> {
  onFailure((cause) => void emit(aboutJournal('journal-stopped', cause)));
  if (!earlier) return;
  await emit(earlier.resumed);
  if (earlier.brokeOff) await emit(aboutJournal('earlier-bills-unknown'));
}

function aboutBudget({ limits, spent }: RunBudget): RunEvent {
  const code = 'over-budget';
  const message = describeLimitReached(limits.dollars, spent());
  return { type: 'warning', code, message, keys: 0 };
}

/** Nothing is missing from the totals for it. */
function aboutJournal(code: ReasonCode, cause?: string): RunEvent {
  const message = `${describeReason(code)}${cause === undefined ? '' : ` (${cause})`}`;
  return { type: 'warning', code, message, keys: 0, level: 'information' };
}

/** Whether the totals lack something for it: a folder's marker has nothing that could be counted. */
function isLeftOut({ status, reason }: ObjectSettled): boolean {
  return status !== 'counted' && reason !== 'folder-marker';
}
