// The options of an engine and of the verbs that count: what to count, where and how.

import type { AwsOptions } from '../aws/environment.ts';
import type { PriceOverrides } from '../aws/prices.ts';
import type { WordRule } from '../counting/word-rule.ts';
import type { Engine } from '../events/run-event.ts';
import type { Addressing } from '../protocol/addressing.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { InvokeMode } from '../protocol/invoke-mode.ts';
import type { Concurrency } from './concurrency-bound.ts';

/** A point in time: fixed, or so long before the run. In milliseconds, the first since 1970. */
export type Moment = { readonly atMs: number } | { readonly agoMs: number };

/** Which of the found objects count as listed. */
export interface FilterOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Patterns from files. */
  readonly includeFrom?: readonly string[];
  readonly excludeFrom?: readonly string[];
  /** In bytes. */
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly newerThan?: Moment;
  readonly olderThan?: Moment;
  readonly storageClass?: readonly string[];
}

export interface EngineOptions extends AwsOptions, PriceOverrides, FilterOptions {
  /** Exactly one of the three is given. */
  readonly dir?: string;
  readonly bucket?: string;
  /** Files and folders. */
  readonly paths?: readonly string[];
  readonly engine: Engine;
  /** The stem of the functions' names. */
  readonly name: string;
  readonly invoke: InvokeMode | 'auto';
  readonly requesterPays: boolean;
  /** Whether requests to S3 are signed. */
  readonly signRequest: boolean;
  /** Where the bucket's name goes; left out, that depends on the endpoint. */
  readonly addressing?: Addressing;
  /** At least one; the empty one selects everything. */
  readonly prefixes: readonly string[];
  /** Keys that are looked up instead of prefixes. */
  readonly key?: readonly string[];
  /** A file of keys, or `-` for standard input. */
  readonly keysFrom?: string;
  /** Whether its keys end with a NUL. */
  readonly null?: boolean;
  /** The address of an inventory's manifest, which names the bucket too. */
  readonly inventory?: string;
  /** Whether a run that finds nothing is complete. */
  readonly allowEmpty?: boolean;
  readonly words: WordRule;
  readonly as?: AsFormat;
  readonly concurrency?: Concurrency;
  /** Functions of the account's limit that are left to others, where the program chooses the concurrency. */
  readonly leave?: number;
  /** Maximum keys per worker task. */
  readonly taskSize: number;
  /** In bytes. */
  readonly sliceSize: number;
  /** How much more time of workers second ones may take on Lambda, in percent; 0 for none. */
  readonly hedge?: number;
}
