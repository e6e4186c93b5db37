// `wordcount run`: connects the run to its ports, chooses the reporters, and gives the exit code.

import { openTarget } from '../engines/open-target.ts';
import type { RunTarget } from '../engines/run-target.ts';
import { startRun } from '../engines/start-run.ts';
import { describeSource } from '../events/describe-source.ts';
import type { RunEvent, SourceName } from '../events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Journal } from '../journal/journal.ts';
import { createJsonLines } from '../reporters/json-lines.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { systemClock } from '../scatter/clock.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import type { CountingOptions } from './options/counting.ts';
import type { JournalOptions } from './options/journal.ts';
import { canAnimate, colorsFor, createStdoutWriter, wantsColor } from './output.ts';
import { beginRunJournal } from './run-journal.ts';

/** The options of the verb, as the command line gives them. */
export interface RunOptions extends CountingOptions, JournalOptions {
  readonly agg: boolean;
  readonly json: boolean;
  readonly color: boolean;
}

/**
 * `resumed` is the journal of an earlier run to go on with.
 * @throws {UserError} when the run cannot begin.
 */
export async function runCommand(options: RunOptions, resumed?: Journal): Promise<number> {
  const interruption = listenForInterruption();
  const readerGone = new AbortController();
  const write = createStdoutWriter(() => readerGone.abort());
  let target: RunTarget | undefined;
  let journal = resumed;
  try {
    target = await openTarget(options, interruption.signal);
    journal ??= await beginRunJournal(options);
    const signal = AbortSignal.any([interruption.signal, readerGone.signal]);
    const events = startRun(options, target, !options.agg, signal, journal);
    const reporters = await createReporters(options, write);
    if (journal) reporters.push(noteIn(journal));
    const totals = await follow(events, reporters);
    // A reader such as head may close early. That is no error, and it needs no report.
    if (readerGone.signal.aborted) return 0;
    for (const reporter of reporters) await reporter.onEnd?.(totals);
    return exitCodeOf(totals, interruption);
  } catch (error) {
    // Errors after an abort are expected.
    if (interruption.signal.aborted) return interruption.exitCode();
    throw error;
  } finally {
    interruption.release();
    await journal?.close();
    await target?.close();
  }
}

async function createReporters(
  options: RunOptions,
  write: (text: string) => Promise<void>,
): Promise<Reporter[]> {
  const reporters: Reporter[] = [];
  const { stderr } = process;
  const tell = (text: string) => void stderr.write(text);
  if (!options.quiet && canAnimate(stderr)) {
    const { createLiveBlock } = await import('../reporters/live-block.ts');
    const color = wantsColor(stderr, options.color);
    const title = `Counting ${describeSource(sourceOf(options))}`;
    reporters.push(createLiveBlock({ title, stream: stderr, color, clock: systemClock }));
  } else if (!options.quiet) {
    const { createProgressLines } = await import('../reporters/progress-lines.ts');
    reporters.push(createProgressLines(tell, systemClock));
  }

  if (!options.agg) reporters.push(onlyNew(createJsonLines(write), options.all));
  else if (options.json) {
    const { toDocument } = await import('../reporters/json-document.ts');
    const end = (totals: Totals) => write(`${JSON.stringify(toDocument(totals))}\n`);
    reporters.push({ onEnd: end });
  } else {
    const { renderTotals } = await import('../reporters/report.ts');
    reporters.push({ onEnd: (totals) => write(renderTotals(totals)) });
  }

  if (!options.quiet) {
    const { renderReport } = await import('../reporters/report.ts');
    const colors = colorsFor(stderr, options.color);
    reporters.push({ onEnd: (totals) => tell(renderReport(totals, colors)) });
  }
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

function noteIn(journal: Journal): Reporter {
  return { onEvent: (_, totals) => journal.note(totals) };
}

function sourceOf({ dir, bucket, prefix }: RunOptions): SourceName {
  return bucket === undefined ? { dir: String(dir), prefix } : { bucket, prefix };
}

/** Passes all events to every reporter and returns the final totals. */
async function follow(
  events: AsyncIterable<RunEvent>,
  reporters: readonly Reporter[],
): Promise<Totals> {
  let totals = NO_TOTALS;
  try {
    for await (const event of events) {
      totals = addEvent(totals, event);
      for (const reporter of reporters) await reporter.onEvent?.(event, totals);
    }
  } finally {
    for (const reporter of reporters) await reporter.stop?.();
  }
  return totals;
}

function exitCodeOf(totals: Totals, interruption: Interruption): number {
  if (totals.status === 'interrupted') return interruption.exitCode();
  return totals.status === 'complete' ? 0 : 1;
}
