// The run's public event stream: everything that the terminal, the JSON lines and the pages know.
// docs/events.md documents it; `run-started` carries its version.

import type { WordRule } from '../counting/word-rule.ts';
import type { BilledFigures, Tier } from '../protocol/frame.ts';
import type { Functions } from './functions.ts';
import type { Prices } from './prices.ts';
import type { Resumed } from './resumed.ts';
import type { SourceName } from './source-name.ts';
import type { WorkersLimit } from './workers-limit.ts';

/** Raised with a change that a reader of the old schema would misread; additions don't count. */
export const EVENT_SCHEMA = 1;

export type ObjectStatus = 'counted' | 'partial' | 'failed' | 'skipped';
export type RunStatus = 'complete' | 'incomplete' | 'interrupted';
export type Engine = 'local' | 'lambda';

export interface RunStarted {
  readonly type: 'run-started';
  readonly schema: typeof EVENT_SCHEMA;
  readonly source: SourceName;
  readonly engine: Engine;
  readonly words: WordRule;
  /** The prices of the engine's time and requests. Absent where nothing is billed or no price is known. */
  readonly prices?: Prices;
  /** Present if the run keeps a journal: the id by which it can be resumed. */
  readonly id?: string;
  /** The dollars that it may cost, if that is limited. */
  readonly maxDollars?: number;
  /** The settings of the functions, where the run has asked for them. */
  readonly functions?: Functions;
  /** How the work is divided, where it is billed. */
  readonly limits?: RunLimits;
}

/** The bounds within which a run divides its work. */
export interface RunLimits {
  /** Workers at a time, over all cascades. */
  readonly workers: number;
  /** Cascades at a time. */
  readonly cascades: number;
  /** Slices in one task. */
  readonly taskSlices: number;
  /** Absent if no object is divided. */
  readonly sliceBytes?: number;
  readonly batches: {
    /** Objects in one batch. */
    readonly maxObjects: number;
  };
  /** Requests at a time that list the bucket. */
  readonly listLanes?: number;
}

/** Objects, their stored bytes, and the counting cost that their names tell. */
export interface WorkFigures {
  readonly objects: number;
  readonly sizeBytes: number;
  readonly cost: number;
}

/** All that this part of the run has to count, once the listing has come to its end: an estimate rests on it. */
export interface ToCount extends WorkFigures {
  readonly type: 'to-count';
  /** The costliest object. */
  readonly largest: WorkFigures;
  /** The costliest object that can't be divided. */
  readonly largestUndivided: WorkFigures;
  /** Objects that can be divided, by the number of binary digits of their counting cost. */
  readonly dividable: readonly WorkFigures[];
  /** By the format that the names tell. */
  readonly formats: readonly FormatFigures[];
}

export interface FormatFigures {
  readonly format: string;
  readonly objects: number;
  readonly sizeBytes: number;
}

/**
 * How many workers the run may have at a time from now on, where the program chooses that itself. It never becomes
 * less; throttling lowers what is used of it for a while.
 */
export interface WorkersChosen {
  readonly type: 'workers-chosen';
  readonly workers: number;
  /**
   * Why there are not more: no more may run, more would cost more than their time is worth, or more would be no
   * faster for what is listed so far.
   */
  readonly reason: 'limit' | 'cost' | 'time';
  readonly limit: WorkersLimit;
}

/** More objects were found; the last of these events has `complete`. */
export interface Listed {
  readonly type: 'listed';
  readonly objects: number;
  readonly sizeBytes: number;
  readonly complete: boolean;
  /** Billed listing requests since the previous event of this type. */
  readonly storeRequests?: number;
  /** Billed requests that look up objects, since the previous event of this type; priced as GET requests. */
  readonly getRequests?: number;
  readonly sizes?: SizeBins;
}

/** Numbers of objects by stored size: the index is the number of binary digits of the size, 0 for an empty one. */
export type SizeBins = readonly number[];

/** One object is finished. */
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
  /** A reason code; with `counted` it is a remark. */
  readonly reason?: string;
  /** The number of slices in which it was counted, if more than one. */
  readonly pieces?: number;
  /** If it was counted in part: the stored bytes that its count covers, if that is known. */
  readonly readBytes?: number;
  /** Whether an earlier warning with the same code was about this key. */
  readonly warned?: true;
  /** Whether this was settled in an earlier part of a run that is resumed. */
  readonly earlier?: true;
}

/** Several objects were counted whole. Runs that aggregate report most objects this way. */
export interface ObjectsCounted {
  readonly type: 'sum';
  readonly objects: number;
  readonly sizeBytes: number;
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  /** The slowest of them, at most `SLOWEST_OBJECTS`. */
  readonly slowest: readonly SlowObject[];
  readonly sizes?: SizeBins;
  /** Whether they were counted in an earlier part of a run that is resumed. */
  readonly earlier?: true;
}

export interface SlowObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly ms: number;
}

/**
 * How far the objects are that are not finished. What was counted of them is provisional: it is in no total,
 * and some of it may be counted again. What is settled after this is to be taken off it.
 */
export interface Reading {
  readonly type: 'reading';
  /** Stored bytes read of them. */
  readonly bytes: number;
  /** The counts of these bytes. */
  readonly decodedBytes?: number;
  readonly lines?: number;
  readonly words?: number;
  /** Workers that are running. */
  readonly workers?: number;
  /** The time that these have run so far, together. */
  readonly computeMs?: number;
  /** Some of these objects, those with most left to read first; at most `READING_OBJECTS`. */
  readonly objects?: readonly ReadingObject[];
  /** Present while invocations wait because Lambda refused others. */
  readonly waiting?: 'throttled';
}

export interface ReadingObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly readBytes: number;
}

/** At most so many objects are named while they are read. */
export const READING_OBJECTS = 4;

/** An invocation of a function has ended, or nothing more will be known about it. */
export interface Invocation extends BilledFigures {
  readonly type: 'invocation';
  readonly tier: Tier;
  /** When the run launched it and when it ended, in milliseconds since the run began. */
  readonly startedMs?: number;
  readonly endedMs?: number;
  /** Whether it was asked for what an earlier one had left. */
  readonly isRetry?: true;
  /** Whether another one was faster with what it was asked for. */
  readonly isHedge?: true;
}

/**
 * An attempt failed and is retried, or the run has something else to tell. `keys` is the number of keys
 * that no earlier warning with this code was about; 0 if the warning is not about keys.
 */
export interface Warning {
  readonly type: 'warning';
  readonly code: string;
  readonly message: string;
  readonly keys: number;
  readonly example?: string;
  /** `information` where nothing can be missing from the totals for it. */
  readonly level?: 'information';
}

export interface RunEnded {
  readonly type: 'run-ended';
  readonly status: RunStatus;
  /** Present if the run is incomplete because `--max-cost` was reached. */
  readonly reason?: 'over-budget' | undefined;
  readonly elapsedMs: number;
}

export type RunEvent =
  | RunStarted
  | Resumed
  | WorkersChosen
  | Listed
  | ToCount
  | ObjectSettled
  | ObjectsCounted
  | Reading
  | Invocation
  | Warning
  | RunEnded;
