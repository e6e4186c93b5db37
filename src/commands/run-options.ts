// The options of `wordcount run`, as its command line gives them.

import type { ResultFormat } from '../reporters/result-format-names.ts';
import type { ReportOptions } from './open-report-file.ts';
import type { CountingOptions } from './options/counting.ts';
import type { JournalOptions } from './options/journal.ts';
import type { ProgressMode } from './options/progress-mode.ts';

export interface RunOptions extends CountingOptions, JournalOptions, ReportOptions {
  readonly agg: boolean;
  readonly format: ResultFormat;
  readonly progress: ProgressMode;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly dryRun: boolean;
  /** Dollars. */
  readonly confirmOver?: number;
  /** Whether to run without asking, whatever `confirmOver` is. */
  readonly yes: boolean;
}
