// Progress for logs and pipes: one plain line every few seconds.

import { describeRate, describeShare, measureProgress } from '../events/progress.ts';
import { NO_TOTALS } from '../events/totals.ts';
import type { Clock } from '../scatter/clock.ts';
import { formatCount, formatDuration, formatSize } from '../text/format-quantity.ts';
import { describeCost } from './billing.ts';
import type { Reporter } from './reporter.ts';

const EVERY_MS = 5_000;

export function createProgressLines(write: (text: string) => void, clock: Clock): Reporter {
  const startedAt = clock.now();
  const stopping = new AbortController();
  let latest = NO_TOTALS;

  async function report(): Promise<void> {
    while (true) {
      await clock.sleep(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      const elapsedMs = clock.now() - startedAt;
      const progress = measureProgress(latest, elapsedMs);
      const cost = describeCost(latest);
      write(
        `${formatDuration(elapsedMs)}: ${progress.keys} keys (${describeShare(progress)}), ` +
          `${formatSize(progress.readBytes)} read (${describeRate(progress, elapsedMs)}), ` +
          `${formatCount(latest.tally.lines, 'line')}, ${formatCount(latest.tally.words, 'word')}` +
          `${cost === undefined ? '' : `, ${cost}`}\n`,
      );
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
