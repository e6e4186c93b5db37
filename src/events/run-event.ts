// The run's public event stream: everything that the terminal, the JSON lines and a page know.
// docs/events.md documents it for those who read it; the version is in `run-started`.

import type { WordRule } from '../counting/word-rule.ts';
import type { BilledFigures, Tier } from '../protocol/frame.ts';
import type { Prices } from './prices.ts';

/** Raised with a change that a reader of the old schema would misread; additions don't count. */
export const EVENT_SCHEMA = 1;

export type ObjectStatus = 'counted' | 'partial' | 'failed' | 'skipped';
export type RunStatus = 'complete' | 'incomplete' | 'interrupted';
export type Engine = 'local' | 'lambda';

/** Where the counted objects are, as people and JSON documents are told. */
export type SourceName =
  | { readonly dir: string; readonly prefix: string }
  | { readonly bucket: string; readonly prefix: string };

export interface RunStarted {
  readonly type: 'run-started';
  readonly schema: typeof EVENT_SCHEMA;
  readonly source: SourceName;
  readonly engine: Engine;
  readonly words: WordRule;
  /** What the engine's time and requests cost, where they cost anything and it is known. */
  readonly prices?: Prices;
}

/** More objects were found; `complete` with the last of them. */
export interface Listed {
  readonly type: 'listed';
  readonly objects: number;
  readonly sizeBytes: number;
  readonly complete: boolean;
  /** Requests that the listing took since the last of these events, where they are billed. */
  readonly storeRequests?: number;
}

/** One object has come to its end. */
export interface ObjectSettled {
  readonly type: 'object';
  readonly key: string;
  readonly sizeBytes: number;
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  /** Time that a worker spent on it. */
  readonly ms: number;
  readonly status: ObjectStatus;
  /** A code of the catalogue; with `counted` it is a remark. */
  readonly reason?: string;
  /** In how many pieces it was counted, if in more than one. */
  readonly pieces?: number;
  /** Whether a warning with the same reason has told of this key already. */
  readonly warned?: true;
}

/** Several objects were counted whole; runs that aggregate tell of most objects so. */
export interface ObjectsCounted {
  readonly type: 'sum';
  readonly objects: number;
  readonly sizeBytes: number;
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  /** Those of them that took the longest, a few. */
  readonly slowest: readonly SlowObject[];
}

export interface SlowObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly ms: number;
}

/** How many bytes have been read of objects that are not finished yet. */
export interface Reading {
  readonly type: 'reading';
  readonly bytes: number;
}

/** An invocation of a function has ended, or nothing more will be known of it. */
export interface Invocation extends BilledFigures {
  readonly type: 'invocation';
  readonly tier: Tier;
}

/**
 * Something went wrong that is tried again. `keys` objects were touched by it for the first time; 0 where
 * it is not about objects.
 */
export interface Warning {
  readonly type: 'warning';
  readonly code: string;
  readonly message: string;
  readonly keys: number;
  readonly example?: string;
}

export interface RunEnded {
  readonly type: 'run-ended';
  readonly status: RunStatus;
  readonly elapsedMs: number;
}

export type RunEvent =
  | RunStarted
  | Listed
  | ObjectSettled
  | ObjectsCounted
  | Reading
  | Invocation
  | Warning
  | RunEnded;
