// Two runs, figure by figure: the difference and the ratio.

import type { RunFigures } from '../../events/run-figures.ts';
import {
  formatDollars,
  formatDuration,
  formatNumber,
  formatSeconds,
  formatSize,
} from '../../text/format-quantity.ts';

/** One figure of both runs, as texts. */
export interface ComparedFigure {
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** The second less the first. */
  readonly difference: string;
  /** The second divided by the first. */
  readonly ratio: string;
}

interface Figure {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly of: (figures: RunFigures) => number | undefined;
  readonly format: (value: number) => string;
}

const UNKNOWN = '–';

const FIGURES: readonly Figure[] = [
  { name: 'Words', of: ({ words }) => words, format: formatNumber },
  { name: 'Lines', of: ({ lines }) => lines, format: formatNumber },
  { name: 'Bytes', of: ({ bytes }) => bytes, format: formatNumber },
  { name: 'Keys counted whole', of: ({ counted }) => counted, format: formatNumber },
  {
    name: 'Keys not counted whole',
    of: ({ partial, failed, skipped }) => partial + failed + skipped,
    format: formatNumber,
  },
  { name: 'Read', of: ({ readBytes }) => readBytes, format: formatSize },
  { name: 'Time', of: ({ elapsedMs }) => elapsedMs, format: formatDuration },
  { name: 'Throughput', of: throughputOf, format: (rate) => `${formatSize(rate)}/s` },
  { name: 'Compute time', of: ({ computeMs }) => computeMs, format: formatDuration },
  { name: 'Invocations', of: ({ invocations }) => invocations, format: formatNumber },
  { name: 'Cold starts', of: ({ coldStarts }) => coldStarts, format: formatNumber },
  { name: 'GB-seconds', of: ({ gbSeconds }) => gbSeconds, format: formatSeconds },
  { name: 'Cost', of: ({ dollars }) => dollars ?? undefined, format: formatDollars },
];

/** Stored bytes read per second. */
export function throughputOf({ readBytes, elapsedMs }: RunFigures): number | undefined {
  return elapsedMs > 0 ? (readBytes / elapsedMs) * 1000 : undefined;
}

/** Figures that are 0 in both runs are left out. */
export function compareRuns(first: RunFigures, second: RunFigures): ComparedFigure[] {
  return FIGURES.map((figure) => ({ figure, a: figure.of(first), b: figure.of(second) }))
    .filter(({ a, b }) => a !== 0 || b !== 0)
    .map(({ figure: { name, format }, a, b }) => ({
      name,
      first: a === undefined ? UNKNOWN : format(a),
      second: b === undefined ? UNKNOWN : format(b),
      difference: a === undefined || b === undefined ? UNKNOWN : describeDifference(b - a, format),
      ratio: a === undefined || b === undefined || a === 0 ? UNKNOWN : describeRatio(b / a),
    }));
}

function describeDifference(difference: number, format: (value: number) => string): string {
  if (difference === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${format(Math.abs(difference))}`;
}

/** Three significant digits, and more where two runs would seem to be equal and are not. */
function describeRatio(ratio: number): string {
  if (ratio === 1) return '1';
  const short = Number(ratio.toPrecision(3));
  if (short !== 1) return formatNumber(short);
  return ratio > 1 ? 'just above 1' : 'just below 1';
}
