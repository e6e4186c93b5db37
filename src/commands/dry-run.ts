// `wordcount run --dry-run`: lists, and says what the run would count, take and cost.

import { fixTimes } from '../engines/fix-times.ts';
import { openTarget } from '../engines/open-target.ts';
import type { RunTarget } from '../engines/run-target.ts';
import { withFunctions } from '../engines/with-functions.ts';
import { noTableOfDryRun } from '../errors/cost-error.ts';
import { estimateOf } from '../estimate/estimate-of.ts';
import type { Journal } from '../journal/journal.ts';
import { toDryRunDocument } from '../reporters/dry-run-document.ts';
import { renderDryRun, renderDryRunWarnings } from '../reporters/dry-run-rows.ts';
import { listenForInterruption } from './interruption.ts';
import { colorsFor, columnsOf, createStdoutWriter } from './output.ts';
import type { RunOptions } from './run-options.ts';
import { surveyTarget } from './survey-target.ts';

/**
 * `earlier` is what earlier parts of a run have settled that would be resumed.
 * @throws {UserError} when the run could not begin.
 */
export async function dryRunCommand(
  given: RunOptions,
  earlier?: Journal['earlier'],
): Promise<number> {
  const { format, quiet } = given;
  if (format === 'csv' || format === 'tsv') throw noTableOfDryRun(format);
  const options = fixTimes(given, Date.now());
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const write = createStdoutWriter(() => undefined);
  let target: RunTarget | undefined;
  try {
    target = await openTarget(options, signal);
    target = await withFunctions(target, options, signal);
    const survey = await surveyTarget(options, target, signal, earlier);
    const { totals } = survey;
    const view = { ...survey, estimate: estimateOf(totals) };
    if (format === 'json') await write(`${JSON.stringify(toDryRunDocument(view))}\n`);
    else {
      const { stdout } = process;
      await write(renderDryRun(view, columnsOf(stdout), colorsFor(stdout, options.color)));
    }
    if (!quiet) {
      const { stderr } = process;
      const colors = colorsFor(stderr, options.color);
      stderr.write(renderDryRunWarnings(view, columnsOf(stderr), colors));
    }
    if (signal.aborted) return interruption.exitCode();
    return totals.status === 'complete' ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return interruption.exitCode();
    throw error;
  } finally {
    interruption.release();
    await target?.close();
  }
}
