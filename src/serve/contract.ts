// The contract between the server and its pages: the routes, the messages of the stream and the JSON
// bodies. It imports types only, because the pages are bundled with it. docs/events.md documents it.

import type { WordRule } from '../counting/word-rule.ts';
import type { Engine, RunEvent, RunStatus } from '../events/run-event.ts';
import type { RunFigures } from '../events/run-figures.ts';
import type { RunHistory } from '../events/run-record.ts';

export const ROUTES = {
  counters: '/',
  scatter: '/scatter',
  /** Followed by the name of a built script or style. */
  assets: '/assets/',
  /**
   * `?prefix=…&no_agg=1` starts or joins a run, `?run=…` joins one. A run with per-object events sends
   * them on `?run=…` too, unless `no_agg=0` says that a snapshot will do.
   */
  stream: '/stream',
  /** The page that lists runs. */
  history: '/history',
  /**
   * GET lists runs, POST starts one, DELETE of `/runs/<id>` stops one, GET of `/runs/<id>/<name>`
   * downloads its result under one of `REPORT_NAMES`.
   */
  runs: '/runs',
  config: '/config',
  health: '/healthz',
} as const;

/**
 * The messages that are the run's own events: `data` is the event as JSON. The server adds `joined`,
 * `run-stopping`, `run-failed`, and `snapshot` with the `Totals` of the run.
 */
export const RUN_EVENTS = [
  'run-started',
  'workers-chosen',
  'listed',
  'to-count',
  'object',
  'sum',
  'reading',
  'invocation',
  'warning',
  'run-ended',
] as const satisfies readonly RunEvent['type'][];

/** The result of a run that has ended, as files. */
export const REPORT_NAMES = ['report.html', 'report.json', 'report.csv'] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** The request for a run. */
export interface RunQuery {
  readonly prefix: string;
  /** Whether the run sends an event about each object. */
  readonly noAgg: boolean;
}

/** `joined`: the first message of every answer, also after a reconnect. */
export interface Joined extends RunQuery {
  readonly id: string;
  /** Time since the run was requested. */
  readonly elapsedMs: number;
  /** Whether it launches nothing more, and has not ended yet. */
  readonly isStopping: boolean;
  readonly history: History;
}

/** The past of a run: its events do not say when they came, and a snapshot replaces some of them. */
export interface History extends RunHistory {
  /** The number of its last event. The ids of messages have the numbers of events. */
  readonly events: number;
}

/** `run-stopping`: someone stopped the run, or everyone left it. It launches nothing more, and ends soon. */
export interface RunStopping {
  readonly type: 'run-stopping';
}

/**
 * `run-failed`: the last message of a run that has no `run-ended`.
 * - `not-begun`: it could not begin, for a reason that the user can do something about.
 * - `broken`: an unexpected error ended it.
 * - `forgotten`: the server does not know the run of the `Last-Event-ID`: it ended long ago, or the
 *   server was restarted.
 */
export interface RunFailed {
  readonly type: 'run-failed';
  readonly reason: 'not-begun' | 'broken' | 'forgotten';
  readonly message: string;
}

/** A run in the answers to `GET /runs`, `POST /runs` and `DELETE /runs/<id>`. */
export interface RunSummary extends RunQuery {
  readonly id: string;
  /** `stopping` while it starts no more work but has not ended yet. */
  readonly state: 'running' | 'stopping' | 'failed' | RunStatus;
  /** Time until now, or until it ended. */
  readonly elapsedMs: number;
  /** When it was requested, as an ISO date and time. */
  readonly startedAt: string;
  readonly viewers: number;
  /** Whether its events can still be followed. Of older runs, only the result is kept. */
  readonly hasEvents: boolean;
  readonly figures: RunFigures;
  /** The reason of a failure. */
  readonly message?: string;
}

/** The answer to `GET /runs`: runs in progress and the last that ended, newest first. */
export interface RunList {
  readonly runs: readonly RunSummary[];
}

/** The answer to `GET /config`. */
export interface ServerConfig {
  readonly version: string;
  /** The source of the server. A query cannot name another. */
  readonly source: { readonly dir: string } | { readonly bucket: string };
  readonly engine: Engine;
  readonly words: WordRule;
  /** The initial value of the prefix field. */
  readonly prefix: string;
  readonly maxRuns: number;
  readonly graceMs: number;
  readonly tokenRequired: boolean;
}

/** Every answer with a status of 400 or more. */
export interface ErrorBody {
  readonly message: string;
}
