// Whether what is shown while a run goes on is true: it never goes back, and is no more than there is.

import { READING_OBJECTS, type RunEvent } from '../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../src/events/totals.ts';
import { expectedTally } from './check-object.ts';
import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

const FIGURES = ['readBytes', 'bytes', 'lines', 'words'] as const;

/** At most so many a second, and the first one. */
const READINGS_PER_S = 10;

export function checkLive(outcome: Outcome, report: Report): void {
  const { events, plan, elapsedMs } = outcome;
  const most = mostThatIs(outcome);
  let totals = NO_TOTALS;
  let readings = 0;
  for (const { event } of events) {
    const before = totals;
    totals = addEvent(before, event);
    const { live, listed } = totals;
    if (live.readBytes > listed.sizeBytes) {
      report('live-beyond-listing', `${live.readBytes} of ${listed.sizeBytes} bytes`);
      return;
    }
    if (event.type !== 'run-ended' && isLess(totals, before)) {
      report('live-decreases', `${JSON.stringify(before.live)} before ${JSON.stringify(live)}`);
      return;
    }
    if (most && (live.words > most.words || live.lines > most.lines || live.bytes > most.bytes)) {
      report('live-beyond-truth', `${JSON.stringify(live)} of ${JSON.stringify(most)}`);
      return;
    }
    if (event.type !== 'reading') continue;
    readings += 1;
    checkReading(event, outcome, report);
  }
  if (readings > 1 + (elapsedMs / 1_000) * READINGS_PER_S && plan.readerMs === 0) {
    report('reading-rate', `${readings} in ${elapsedMs} ms`);
  }
}

function isLess(totals: Totals, before: Totals): boolean {
  return FIGURES.some((figure) => totals.live[figure] < before.live[figure]);
}

function checkReading(
  { workers = 0, computeMs = 0, objects = [] }: Extract<RunEvent, { type: 'reading' }>,
  { plan, elapsedMs }: Outcome,
  report: Report,
): void {
  if (workers > plan.workers) report('reading-workers', `${workers} of ${plan.workers}`);
  if (computeMs > workers * elapsedMs) report('reading-compute', `${computeMs} of ${workers}`);
  if (objects.length > READING_OBJECTS) report('reading-objects', `${objects.length}`);
  for (const { key, sizeBytes, readBytes } of objects) {
    if (readBytes > sizeBytes) report('reading-object', `${readBytes} of ${sizeBytes} of ${key}`);
  }
}

/**
 * All that there is to count; unknown where faults may change what is read, and where an object is damaged: slices behind
 * the damage are counted until it is found.
 */
function mostThatIs({ bucket, plan, struck }: Outcome) {
  const isDamaged = [...bucket.values()].some(({ sample }) => sample.code !== undefined);
  if (struck.length > 0 || isDamaged) return undefined;
  const most = { bytes: 0, lines: 0, words: 0 };
  for (const object of bucket.values()) {
    const { bytes, lines, words } = expectedTally(object, plan.words);
    most.bytes += bytes;
    most.lines += lines;
    most.words += words;
  }
  return most;
}
