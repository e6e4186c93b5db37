// `wordcount run`: connects the run to its ports and its reporters, and gives the exit code.

import { fixTimes } from '../engines/fix-times.ts';
import { openTarget } from '../engines/open-target.ts';
import type { RunTarget } from '../engines/run-target.ts';
import { startRun } from '../engines/start-run.ts';
import type { RunEvent } from '../events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Journal } from '../journal/journal.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { systemClock } from '../scatter/clock.ts';
import { listsOf } from '../scatter/flatten-async.ts';
import { EXIT_DECLINED } from './confirm.ts';
import { type Interruption, listenForInterruption } from './interruption.ts';
import { listenForJobControl } from './job-control.ts';
import { openReportFile } from './open-report-file.ts';
import { createStdoutWriter } from './output.ts';
import { beginRunJournal } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';
import { createRunReporters } from './run-reporters.ts';

/**
 * `resumed` is the journal of an earlier run to go on with.
 * @throws {UserError} when the run cannot begin.
 */
export async function runCommand(given: RunOptions, resumed?: Journal): Promise<number> {
  const startedAt = new Date();
  const options = fixTimes(given, startedAt.getTime());
  const interruption = listenForInterruption();
  const job = listenForJobControl(systemClock);
  const readerGone = new AbortController();
  const writeOut = createStdoutWriter(() => readerGone.abort());
  let target: RunTarget | undefined;
  let journal = resumed;
  try {
    const reportFile = await openReportFile(options);
    target = await openTarget(options, interruption.signal);
    if (options.confirmOver !== undefined) {
      const { confirmCost } = await import('./confirm-cost.ts');
      const mayRun = await confirmCost(options, target, interruption.signal, resumed?.earlier);
      if (!mayRun) return EXIT_DECLINED;
    }
    const { sourceName } = target.request;
    journal ??= await beginRunJournal(options, sourceName, startedAt);
    const signal = AbortSignal.any([interruption.signal, readerGone.signal]);
    const reporters = [
      ...(await createRunReporters(options, sourceName, { writeOut, job })),
      ...reportFile,
    ];
    if (journal) reporters.push(noteIn(journal));
    // Some files have no tag, and one of them would keep a whole sum out of the journal.
    const isFolder = 'dir' in sourceName;
    const perObject = !options.agg || (isFolder && journal !== undefined);
    const events = startRun(options, target, perObject, signal, journal);
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
    job.release();
    await journal?.close();
    await target?.close();
  }
}

function noteIn(journal: Journal): Reporter {
  return { onEvent: (_, totals) => journal.note(totals) };
}

/** Passes all events to every reporter and returns the final totals. */
async function follow(
  events: AsyncIterable<RunEvent>,
  reporters: readonly Reporter[],
): Promise<Totals> {
  let totals = NO_TOTALS;
  try {
    // There may be an event for each key, and most have nothing to wait for.
    for await (const list of listsOf(events)) {
      for (const event of list) {
        totals = addEvent(totals, event);
        for (const reporter of reporters) {
          const waiting = reporter.onEvent?.(event, totals);
          if (waiting) await waiting;
        }
      }
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
