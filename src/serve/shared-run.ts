// One run and all its viewers. Its events go into a log from which each viewer is served. The run is
// stopped a while after its last viewer leaves.

import type { ServerResponse } from 'node:http';
import { UserError } from '../errors/user-error.ts';
import type { RunEvent } from '../events/run-event.ts';
import { figuresOf } from '../events/run-figures.ts';
import { createRunRecorder, type RunRecord } from '../events/run-record.ts';
import type { Totals } from '../events/totals.ts';
import type { Clock } from '../scatter/clock.ts';
import type { Joined, RunFailed, RunQuery, RunSummary } from './contract.ts';
import { formatEventId } from './event-id.ts';
import { EventLog } from './event-log.ts';
import type { FairQueue } from './fair-queue.ts';
import { encodeMessage, STREAM_PREAMBLE } from './sse-message.ts';
import { createViewer, type Viewer, type ViewerOptions } from './viewer.ts';

/** Begins a run; aborting the signal interrupts it. The iterator throws if the run cannot begin. */
export type BeginRun = (query: RunQuery, signal: AbortSignal) => AsyncIterable<RunEvent>;

export interface SharedRun {
  readonly id: string;
  readonly query: RunQuery;
  /** The memory of its log. */
  logBytes(): number;
  totals(): Totals;
  summary(): RunSummary;
  /** The data of its report. */
  record(): RunRecord;
  /** Answers with the stream, beginning after the last event that the viewer has seen. */
  join(response: ServerResponse, options: ViewerOptions): void;
  /** Starts no more work; the run ends as interrupted. */
  stop(): void;
  /** Resolves when the run has ended, whatever its status. */
  readonly ended: Promise<void>;
}

export interface SharedRunOptions {
  readonly id: string;
  readonly query: RunQuery;
  readonly begin: BeginRun;
  readonly clock: Clock;
  /** The date and time. */
  readonly today: () => Date;
  /** A run without viewers is stopped after this time. */
  readonly graceMs: number;
  readonly heartbeatMs: number;
  /** The queue of writes to viewers. All runs share it. */
  readonly queue: FairQueue;
  /** Receives unexpected errors. */
  onError(error: unknown): void;
}

/** Events are collected for this long before they are written to viewers. */
const FLUSH_EVERY_MS = 50;

/** Events are read for this long before requests and viewers have their turn. */
const TURN_MS = 5;

/** Limits of the log. Late viewers need the events of objects; a snapshot replaces those of sums. */
const LOG_BYTES = { perObject: 32 * 2 ** 20, aggregated: 2 ** 20 };

export function startSharedRun(options: SharedRunOptions): SharedRun {
  const { id, query, clock, graceMs } = options;
  const startedAt = clock.now();
  const startedOn = options.today().toISOString();
  const recorder = createRunRecorder();
  const log = new EventLog({
    runId: id,
    maxBytes: query.noAgg ? LOG_BYTES.perObject : LOG_BYTES.aggregated,
  });
  const viewers = new Set<Viewer>();
  const stopping = new AbortController();
  let failure: RunFailed | undefined;
  let endedAfterMs: number | undefined;
  let flushTimer: NodeJS.Timeout | undefined;
  let graceTimer: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  function elapsedMs(): number {
    return endedAfterMs ?? clock.now() - startedAt;
  }

  function flush(): void {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    log.seal();
    for (const viewer of viewers) viewer.pump();
  }

  async function follow(): Promise<void> {
    let turnEndsAt = clock.now() + TURN_MS;
    try {
      for await (const event of options.begin(query, stopping.signal)) {
        log.append(event);
        recorder.add(event, log.totals, elapsedMs());
        flushTimer ??= setTimeout(flush, FLUSH_EVERY_MS);
        if (clock.now() < turnEndsAt) continue;
        // Events that are ready already would come without a turn of the event loop between them.
        await new Promise(setImmediate);
        turnEndsAt = clock.now() + TURN_MS;
      }
    } catch (error) {
      // Errors after an abort are expected.
      if (stopping.signal.aborted) {
        log.append({ type: 'run-ended', status: 'interrupted', elapsedMs: elapsedMs() });
      } else {
        failure = toFailure(error);
        if (failure.reason === 'broken') options.onError(error);
        log.append(failure);
      }
    }
    endedAfterMs = elapsedMs();
    clearTimeout(graceTimer);
    flush();
  }

  /** All viewers are told, because the run may go on for as long as its functions do. */
  function stop(): void {
    if (stateOf() === 'running') {
      log.append({ type: 'run-stopping' });
      flush();
    }
    stopping.abort();
  }

  /** Stops the run unless a viewer joins in time. */
  function waitForViewers(): void {
    if (endedAfterMs === undefined) graceTimer = setTimeout(stop, graceMs);
  }

  function add(viewer: Viewer): void {
    clearTimeout(graceTimer);
    viewers.add(viewer);
    heartbeat ??= setInterval(() => {
      for (const each of viewers) each.beat();
    }, options.heartbeatMs);
  }

  function remove(viewer: Viewer): void {
    viewers.delete(viewer);
    if (viewers.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
    waitForViewers();
  }

  const ended = follow();
  waitForViewers();

  return {
    id,
    query,
    ended,
    logBytes: () => log.bytes,
    totals: () => log.totals,
    summary: () => ({
      id,
      ...query,
      state: stateOf(),
      elapsedMs: Math.round(elapsedMs()),
      startedAt: startedOn,
      viewers: viewers.size,
      hasEvents: true,
      figures: figuresOf(log.totals, elapsedMs()),
      ...(failure && { message: failure.message }),
    }),
    record: () => recorder.record(failure?.message),
    join(response, { seen: given, wantsObjects }) {
      // No viewer can have seen an event that was never sent.
      const seen = given <= log.sealed ? given : 0;
      const joined: Joined = {
        id,
        ...query,
        elapsedMs: Math.round(elapsedMs()),
        isStopping: stateOf() === 'stopping',
        history: { events: log.count, ...recorder.history() },
      };
      const position = formatEventId({ runId: id, number: seen, isLast: false });
      response.write(STREAM_PREAMBLE + encodeMessage(position, 'joined', joined));
      const viewer = createViewer(response, log, options.queue, { seen, wantsObjects });
      add(viewer);
      response.once('close', () => remove(viewer));
      viewer.pump();
    },
    stop,
  };

  function stateOf(): RunSummary['state'] {
    if (failure) return 'failed';
    const { status } = log.totals;
    return status ?? (stopping.signal.aborted ? 'stopping' : 'running');
  }
}

function toFailure(error: unknown): RunFailed {
  const message = error instanceof Error ? error.message : String(error);
  const reason = error instanceof UserError ? 'not-begun' : 'broken';
  return { type: 'run-failed', reason, message };
}
