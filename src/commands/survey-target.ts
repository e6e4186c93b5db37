// Lists what a run would count, and shows meanwhile how far the listing is.

import type { RunTarget } from '../engines/run-target.ts';
import { startSurvey } from '../engines/start-run.ts';
import { createProblems, type Problem } from '../events/problems.ts';
import { addEvent, NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Journal } from '../journal/journal.ts';
import { collectRunDetails, type RunDetails } from '../reporters/run-details.ts';
import { systemClock } from '../scatter/clock.ts';
import { formatCount, formatSize } from '../text/format-quantity.ts';
import { progressModeFor } from './output.ts';
import type { RunOptions } from './run-options.ts';

/** How often the progress of a listing is shown: on a terminal, and as lines. */
const REDRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

export interface Survey {
  readonly totals: Totals;
  /** Keys that are not to be counted, by reason. */
  readonly problems: readonly Problem[];
  readonly details: RunDetails;
}

/** @throws {UserError} when nothing could be listed. */
export async function surveyTarget(
  options: RunOptions,
  target: RunTarget,
  signal: AbortSignal,
  earlier?: Journal['earlier'],
): Promise<Survey> {
  const progress = createListingProgress(options);
  const problems = createProblems(0);
  const collector = collectRunDetails();
  let totals = NO_TOTALS;
  try {
    for await (const event of startSurvey(options, target, signal, earlier)) {
      totals = addEvent(totals, event);
      // An object that an earlier part has settled is not left out.
      if (!('earlier' in event && event.earlier)) problems.add(event);
      collector.add(event);
      progress.show(totals);
    }
  } finally {
    progress.stop();
  }
  return { totals, problems: problems.groups(totals), details: collector.details };
}

function createListingProgress({ progress, quiet }: RunOptions) {
  const { stderr } = process;
  const mode = progressModeFor(progress, quiet, stderr);
  const isBar = mode === 'bar';
  let shownAt = isBar ? Number.NEGATIVE_INFINITY : systemClock.now();
  let isDrawn = false;

  function stop(): void {
    if (isDrawn) stderr.write('\r\x1b[K');
    isDrawn = false;
  }

  return {
    show({ listed }: Totals): void {
      const now = systemClock.now();
      const everyMs = isBar ? REDRAW_EVERY_MS : LINE_EVERY_MS;
      if (mode === 'none' || now - shownAt < everyMs) return;
      shownAt = now;
      const text = `Listing: ${formatCount(listed.objects, 'key')}, ${formatSize(listed.sizeBytes)}`;
      stderr.write(isBar ? `\r\x1b[K${text.slice(0, stderr.columns - 1)}` : `${text}\n`);
      isDrawn = isBar;
    },
    stop,
  };
}
