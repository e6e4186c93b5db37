// What the server and its pages say to each other: the routes, the messages of the stream and the
// JSON bodies. It imports types only, for the pages are bundled with it. docs/events.md documents it.

import type { WordRule } from '../counting/word-rule.ts';
import type { Engine, RunEvent, RunStatus } from '../events/run-event.ts';

export const ROUTES = {
  counters: '/',
  scatter: '/scatter',
  /** Followed by the name of a built script or style. */
  assets: '/assets/',
  /**
   * `?prefix=…&no_agg=1` starts or joins a run, `?run=…` joins one. A run that tells of each object
   * does so on `?run=…` too, unless `no_agg=0` says that a snapshot does as well.
   */
  stream: '/stream',
  /** GET lists them, POST starts one, DELETE of one below it stops that. */
  runs: '/runs',
  config: '/config',
  health: '/healthz',
} as const;

/**
 * The messages that are the run's own events: `data` is the event as JSON. The server adds `joined`,
 * `run-failed`, and `snapshot` with the `Totals` of the run.
 */
export const RUN_EVENTS = [
  'run-started',
  'listed',
  'object',
  'sum',
  'reading',
  'invocation',
  'warning',
  'run-ended',
] as const satisfies readonly RunEvent['type'][];

/** What a run is asked for. */
export interface RunQuery {
  readonly prefix: string;
  /** Whether it tells of each object. */
  readonly noAgg: boolean;
}

/** `joined`: the first message of every answer, a reconnect's too. */
export interface Joined extends RunQuery {
  readonly id: string;
  /** Since the run was asked for. */
  readonly elapsedMs: number;
}

/**
 * `run-failed`: the last message of a run that has no `run-ended`.
 * - `not-begun`: it could not begin, for a reason that a person can do something about.
 * - `broken`: something went wrong that should not.
 * - `forgotten`: the server does not know the run of the `Last-Event-ID`: it ended long ago, or the
 *   server was started anew.
 */
export interface RunFailed {
  readonly type: 'run-failed';
  readonly reason: 'not-begun' | 'broken' | 'forgotten';
  readonly message: string;
}

/** A run in the answers to `GET /runs`, `POST /runs` and `DELETE /runs/<id>`. */
export interface RunSummary extends RunQuery {
  readonly id: string;
  /** `stopping` once it launches nothing more, but has not ended yet. */
  readonly state: 'running' | 'stopping' | 'failed' | RunStatus;
  /** Until now, or until it ended. */
  readonly elapsedMs: number;
  readonly viewers: number;
  /** Why it failed, if it did. */
  readonly message?: string;
}

/** The answer to `GET /runs`: those in progress and the last ones that ended, newest first. */
export interface RunList {
  readonly runs: readonly RunSummary[];
}

/** The answer to `GET /config`. */
export interface ServerConfig {
  readonly version: string;
  /** The server's; a query cannot name another. */
  readonly source: { readonly dir: string } | { readonly bucket: string };
  readonly engine: Engine;
  readonly words: WordRule;
  /** What the prefix field holds at first. */
  readonly prefix: string;
  readonly maxRuns: number;
  readonly graceMs: number;
  readonly tokenRequired: boolean;
}

/** Every answer with a status of 400 or more. */
export interface ErrorBody {
  readonly message: string;
}
