// Chooses how a run is shown: what goes to standard output, and what to standard error.

import { threadsFor } from '../engines/concurrency-bound.ts';
import type { SourceName } from '../events/source-name.ts';
import { createKeyLines } from '../reporters/key-lines.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { formatTotals, keyFormat } from '../reporters/result-format.ts';
import { collectRunDetails } from '../reporters/run-details.ts';
import { systemClock } from '../scatter/clock.ts';
import { escapeData } from '../text/escape-control.ts';
import type { JobControl } from './job-control.ts';
import { colorsFor, columnsOf, progressModeFor } from './output.ts';
import type { RunOptions } from './run-options.ts';

export interface Outlets {
  readonly writeOut: (text: string) => Promise<void>;
  readonly job: JobControl;
}

/**
 * On a terminal, the result is the block on standard output. Otherwise standard output has data, and the
 * block goes to standard error with everything else for people.
 * @throws {UserError} when a bar is asked for that cannot be drawn.
 */
export async function createRunReporters(
  options: RunOptions,
  source: SourceName,
  { writeOut, job }: Outlets,
): Promise<Reporter[]> {
  const { stdout, stderr } = process;
  const { format, agg, quiet, verbose } = options;
  const progress = await createProgress(options, source, job);
  // The live block may be on the same terminal, and keys may contain what a terminal would act on.
  const writeData = (text: string) => {
    if (!stdout.isTTY) return writeOut(text);
    progress?.clear?.();
    return writeOut(escapeData(text));
  };
  const collector = collectRunDetails();
  const reporters: Reporter[] = [{ onEvent: collector.add }];
  if (progress) reporters.push(progress);

  if (format !== 'table') {
    reporters.push(
      agg
        ? { onEnd: (totals) => writeData(formatTotals(format, totals)) }
        : onlyNew(createKeyLines(keyFormat(format), writeData), options.all),
    );
  }
  if (quiet && format !== 'table') return reporters;

  const { renderReport } = await import('../reporters/report.ts');
  const { renderResult } = await import('../reporters/render-result.ts');
  reporters.push({
    async onEnd(totals) {
      const view = { totals, details: collector.details, stoppedMs: job.stoppedMs(), verbose };
      const render = (stream: NodeJS.WriteStream, part: typeof renderResult) =>
        part(view, columnsOf(stream), colorsFor(stream, options.color));
      if (!quiet) stderr.write(render(stderr, renderReport));
      if (format === 'table') await writeOut(render(stdout, renderResult));
      else stderr.write(render(stderr, renderResult));
    },
  });
  return reporters;
}

/** Leaves out what an earlier part of the run has told, unless `all` is asked for. */
function onlyNew({ onEvent, ...reporter }: Reporter, all: boolean): Reporter {
  return {
    ...reporter,
    onEvent(event, totals) {
      if (all || event.type !== 'object' || !event.earlier) return onEvent?.(event, totals);
    },
  };
}

interface ProgressReporter extends Reporter {
  clear?(): void;
}

async function createProgress(
  options: RunOptions,
  source: SourceName,
  job: JobControl,
): Promise<ProgressReporter | undefined> {
  const { stderr } = process;
  const mode = progressModeFor(options.progress, options.quiet, stderr);
  if (mode === 'none') return undefined;
  if (mode === 'plain') {
    const { createProgressLines } = await import('../reporters/progress-lines.ts');
    const tell = (text: string) => void stderr.write(text);
    return createProgressLines(tell, systemClock, job.stoppedMs);
  }
  const { engine, concurrency } = options;
  const { createLiveBlock } = await import('../reporters/live-block.ts');
  return createLiveBlock({
    source,
    engine,
    maxWorkers: engine === 'local' ? threadsFor(concurrency) : Number(concurrency) || undefined,
    stream: stderr,
    colors: colorsFor(stderr, options.color),
    clock: systemClock,
    job,
  });
}
