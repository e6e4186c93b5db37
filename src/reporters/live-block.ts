// The live block of a run on a terminal, redrawn in place about ten times a second.

import ora, { type Ora } from 'ora';
import { describeRate, describeShare, measureProgress } from '../events/progress.ts';
import { NO_TOTALS, type Totals } from '../events/totals.ts';
import type { Clock } from '../scatter/clock.ts';
import { fitText } from '../text/escape-control.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { describeCost } from './billing.ts';
import type { Reporter } from './reporter.ts';

/** ora draws once per frame, so this is also how often the block is redrawn. */
const SPINNER = { interval: 100, frames: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] };

/** The longest name of a row. */
const NAME_WIDTH = 'not whole'.length;

export interface LiveBlockOptions {
  readonly title: string;
  readonly stream: NodeJS.WriteStream;
  readonly color: boolean;
  readonly clock: Clock;
}

export function createLiveBlock({ title, stream, color, clock }: LiveBlockOptions): Reporter {
  const startedAt = clock.now();
  let latest = NO_TOTALS;
  const draw = () => renderBlock(title, latest, clock.now() - startedAt, stream.columns);
  const spinner: Ora = ora({
    text: draw(),
    stream,
    spinner: SPINNER,
    color: color ? 'cyan' : false,
    discardStdin: false,
    isEnabled: true,
  }).start();
  const timer = setInterval(() => {
    spinner.text = draw();
  }, SPINNER.interval);

  return {
    onEvent(_event, totals) {
      latest = totals;
    },
    stop() {
      clearInterval(timer);
      spinner.stop();
    },
  };
}

/** The block's lines. Each is at most `columns` wide, less two for the spinner. */
export function renderBlock(
  title: string,
  totals: Totals,
  elapsedMs: number,
  columns: number,
): string {
  const progress = measureProgress(totals, elapsedMs);
  const { partial, failed, skipped } = totals.objects;
  const notCounted = partial + failed + skipped;
  const read = `${formatSize(progress.readBytes)} of ${formatSize(totals.listed.sizeBytes)}`;
  const rows: [string, string][] = [
    ['keys', `${progress.keys}  (${describeShare(progress)})`],
    ['read', `${read}  (${describeRate(progress, elapsedMs)})`],
    ['bytes', `${formatSize(totals.tally.bytes)} decoded`],
    ['lines', formatNumber(totals.tally.lines)],
    ['words', formatNumber(totals.tally.words)],
  ];
  const cost = describeCost(totals);
  if (cost !== undefined) rows.push(['cost', cost]);
  if (notCounted > 0) rows.push(['not whole', formatCount(notCounted, 'key')]);
  const width = columns - 3;
  const elapsed = formatDuration(elapsedMs);
  const head = `${fitText(title, width - elapsed.length - 2)}  ${elapsed}`;
  return [head, ...rows.map(([name, value]) => `  ${name.padEnd(NAME_WIDTH)} ${value}`)]
    .map((line) => fitText(line, width))
    .join('\n');
}
