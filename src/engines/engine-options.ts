// The options of an engine and of the verbs that count: what to count, where and how.

import type { AwsOptions } from '../aws/environment.ts';
import type { PriceOverrides } from '../aws/prices.ts';
import type { WordRule } from '../counting/word-rule.ts';
import type { Engine } from '../events/run-event.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { InvokeMode } from '../protocol/invoke-mode.ts';

export interface EngineOptions extends AwsOptions, PriceOverrides {
  /** Exactly one of the two is given. */
  readonly dir?: string;
  readonly bucket?: string;
  readonly engine: Engine;
  /** The stem of the functions' names. */
  readonly name: string;
  readonly invoke: InvokeMode | 'auto';
  readonly requesterPays: boolean;
  readonly prefix: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether a run that finds nothing is complete. */
  readonly allowEmpty?: boolean;
  readonly words: WordRule;
  readonly as?: AsFormat;
  readonly concurrency?: number;
  /** Maximum keys per worker task. */
  readonly taskSize: number;
  /** In bytes. */
  readonly sliceSize: number;
}
