// Progress for logs and pipes: one plain line every few seconds.

import { percentOf } from '../events/percent-of.ts';
import { createProgressMeter, type Progress } from '../events/progress-meter.ts';
import { NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Clock } from '../scatter/clock.ts';
import {
  formatCount,
  formatElapsed,
  formatNumber,
  formatPartOfSize,
  formatRemaining,
  formatSize,
} from '../text/format-quantity.ts';
import { describeRunningCost } from './billing.ts';
import type { Reporter } from './reporter.ts';

const EVERY_MS = 5_000;

/** `stoppedMs` says how long the job was stopped so far. */
export function createProgressLines(
  write: (text: string) => void,
  clock: Clock,
  stoppedMs: () => number,
): Reporter {
  const startedAt = clock.now();
  const stopping = new AbortController();
  const meter = createProgressMeter();
  let latest = NO_TOTALS;

  async function report(): Promise<void> {
    while (true) {
      await clock.sleep(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const elapsedMs = clock.now() - startedAt - stoppedMs();
      write(`${renderProgressLine(latest, meter.measure(latest, elapsedMs), elapsedMs)}\n`);
    }
  }

  const reporting = report();
  return {
    onEvent(_event, totals) {
      latest = totals;
    },
    async stop() {
      stopping.abort();
      await reporting;
    },
  };
}

export function renderProgressLine(totals: Totals, progress: Progress, elapsedMs: number): string {
  const { live, listed, objects, reading } = totals;
  const { share, remainingMs, doneKeys, listedKeys } = progress;
  const notWhole = objects.partial + objects.failed + objects.skipped;
  return [
    `${formatElapsed(elapsedMs)}: ${share === undefined ? 'still listing' : percentOf(share)}`,
    remainingMs === undefined ? '' : `${formatRemaining(remainingMs)} left`,
    `${formatNumber(doneKeys)} of ${formatCount(listedKeys, 'key')}`,
    `${formatPartOfSize(progress.readBytes, listed.sizeBytes)} read`,
    `${formatSize(progress.rateBytesPerS)}/s`,
    formatCount(live.lines, 'line'),
    formatCount(live.words, 'word'),
    describeRunningCost(totals, share) ?? '',
    notWhole > 0 ? `${formatCount(notWhole, 'key')} not counted whole` : '',
    reading.waiting === undefined ? '' : 'waiting for Lambda, which is throttling',
  ]
    .filter((item) => item !== '')
    .join(', ');
}
