// A run: list, batch, scatter over cascades, and tell of it as a stream of events.

import type { WordRule } from '../counting/word-rule.ts';
import { describeReason, type ReasonCode } from '../errors/reasons.ts';
import { describeNoMatch } from '../events/describe-source.ts';
import type { Prices } from '../events/prices.ts';
import {
  type Engine,
  EVENT_SCHEMA,
  type ObjectSettled,
  type RunEvent,
  type SourceName,
} from '../events/run-event.ts';
import type { BatchLimits } from '../planning/plan-round.ts';
import type { Selection } from '../planning/selection.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { FoundObject, InvokeCascade, ListedObject, ObjectStore } from '../protocol/ports.ts';
import type { Source } from '../protocol/request.ts';
import { anySignal } from '../scatter/any-signal.ts';
import { createChannel } from '../scatter/channel.ts';
import type { Clock } from '../scatter/clock.ts';
import { type RetryPolicy, scatter } from '../scatter/scatter.ts';
import { createBatchCounting } from './count-batches.ts';
import { createIntake } from './intake.ts';
import { listObjects } from './list-objects.ts';
import { type LookAhead, planBatches } from './plan-batches.ts';
import type { RunningWorkers } from './reading-report.ts';
import type { RunJournal } from './run-journal.ts';
import { type ChooseWorkers, createWorkersChoice } from './workers-choice.ts';

export interface RunRequest {
  readonly source: Source;
  readonly sourceName: SourceName;
  readonly engine: Engine;
  readonly prices?: Prices;
  readonly words: WordRule;
  /** What every object is taken for; left out, its first bytes tell its format. */
  readonly as?: AsFormat;
  /** Which objects are looked for. */
  readonly selection: Selection;
  /** Which of the found objects count as listed at all. */
  readonly matches: (object: FoundObject) => boolean;
  /** Whether the run may be complete though nothing was found. */
  readonly allowEmpty?: boolean | undefined;
  /** Whether every object gets an event of its own, or most of them only sums. */
  readonly perObject: boolean;
  /** How many cascades run at the same time at the most. */
  readonly cascades: number;
  /** The same of workers, over all cascades; with {@link chooseWorkers}, at the beginning. */
  readonly workers: number;
  /** Chooses how many there may be, from what is listed so far; left out, their number stays. */
  readonly chooseWorkers?: ChooseWorkers | undefined;
  readonly maxTaskSlices: number;
  /** Most bytes of one object that a worker counts alone; left out, no object is cut. */
  readonly sliceBytes?: number;
  readonly inFlight: number;
  readonly reportEveryMs: number;
  readonly batches: BatchLimits & LookAhead;
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

/** What is listed is planned at once; how much may wait for that is a limit of the plan. */
const MAX_PAGES_AHEAD = 1;

/** @throws {UserError} when the run cannot begin at all. */
export async function* run(request: RunRequest, ports: RunPorts): AsyncGenerator<RunEvent> {
  const { clock, random, retry, signal, journal } = ports;
  const startedAt = clock.now();
  const nowMs = () => clock.now() - startedAt;
  const events = createChannel<RunEvent>();
  const pages = createChannel<readonly ListedObject[]>(MAX_PAGES_AHEAD);
  // Ends the run for good when its events are no longer wanted.
  const abandon = new AbortController();
  const stopping = anySignal(signal, abandon.signal);
  let incomplete = false;

  async function emit(event: RunEvent): Promise<void> {
    if (event.type === 'object' && isLeftOut(event)) incomplete = true;
    await events.push(event);
  }

  async function list(growWorkers: (workers: number) => void): Promise<void> {
    const { selection, matches, as, chooseWorkers: choose } = request;
    const { store } = ports;
    const choice = choose && createWorkersChoice(as, { choose, emit, grow: growWorkers });
    async function count(page: readonly ListedObject[]): Promise<void> {
      await choice?.add(page);
      await pages.push(page);
    }
    const intake = journal?.earlier && createIntake(journal.earlier, { emit, count });
    const toCount = { ...pages, push: intake ? intake.take : count };
    const listing = { store, pages: toCount, emit, signal: stopping };
    const { isComplete, isEmpty } = await listObjects(selection, matches, listing);
    await intake?.finish();
    await choice?.finish();
    if (!isComplete) incomplete = true;
    if (!isEmpty || request.allowEmpty || stopping.aborted) return;
    // A mistyped prefix must not pass for a result.
    incomplete = true;
    const message = describeNoMatch(request.sourceName);
    await emit({ type: 'warning', code: 'nothing-found', message, keys: 0 });
  }

  const { close, open, slots, runningWork, ...counting } = createBatchCounting(request, {
    ...{ invokeCascade: ports.invokeCascade, runningWorkers: ports.runningWorkers },
    ...{ emit, clock, nowMs, signal: stopping },
  });

  async function countAll(): Promise<void> {
    const { cascades: concurrency } = request;
    async function* openBatches() {
      const planning = { slots, running: runningWork, clock, signal: stopping };
      for await (const batch of planBatches(pages, request, planning)) yield open(batch, journal);
    }
    const options = { concurrency, retry, clock, random, signal: stopping, ...counting };
    await scatter(openBatches(), options).finally(close);
  }

  async function runToEnd(): Promise<void> {
    const { sourceName: source, engine, words, prices } = request;
    const { id } = journal ?? {};
    const about = { source, engine, words, ...(prices && { prices }), ...(id && { id }) };
    await emit({ type: 'run-started', schema: EVENT_SCHEMA, ...about });
    if (journal) await tellOfJournal(journal, emit);
    await Promise.all([list(slots.growTo).then(pages.close, pages.fail), countAll()]);
    await journal?.flush();
    const status = signal.aborted ? 'interrupted' : incomplete ? 'incomplete' : 'complete';
    await emit({ type: 'run-ended', status, elapsedMs: nowMs() });
  }

  const running = runToEnd().then(events.close, events.fail);
  try {
    yield* events;
  } finally {
    abandon.abort();
    await running;
  }
}

async function tellOfJournal(
  { earlier, onFailure }: RunJournal,
  emit: (event: RunEvent) => Promise<void>,
): Promise<void> {
  onFailure((cause) => void emit(aboutJournal('journal-stopped', cause)));
  if (!earlier) return;
  await emit(earlier.resumed);
  if (earlier.brokeOff) await emit(aboutJournal('earlier-bills-unknown'));
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
