// How far a run is, in words: what the live block, the plain progress lines and a page have in common.

import { formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { settledObjects, type Totals } from './totals.ts';

export interface Progress {
  readonly keys: string;
  /** Stored bytes read. */
  readonly readBytes: number;
  /** 0 to 1, once the listing is complete. */
  readonly share: number | undefined;
  readonly remainingMs: number | undefined;
}

/** Before this the speed so far says too little about the time left. */
const MIN_MEASURED_MS = 1_000;

export function measureProgress(totals: Totals, elapsedMs: number): Progress {
  const done = settledObjects(totals);
  const { objects, sizeBytes, complete } = totals.listed;
  const readBytes = Math.min(totals.settledBytes + totals.readingBytes, sizeBytes);
  const share = complete
    ? shareOf(sizeBytes > 0 ? [readBytes, sizeBytes] : [done, objects])
    : undefined;
  const known = share !== undefined && share > 0 && elapsedMs >= MIN_MEASURED_MS;
  return {
    keys: `${formatNumber(done)} of ${formatNumber(objects)}${complete ? '' : ' found so far'}`,
    readBytes,
    share,
    remainingMs: known ? (elapsedMs * (1 - share)) / share : undefined,
  };
}

/** All of nothing is done. */
function shareOf([part, whole]: readonly [number, number]): number {
  return whole > 0 ? part / whole : 1;
}

export function describeShare({ share, remainingMs }: Progress): string {
  if (share === undefined) return 'still listing';
  // Not 100 before all is done.
  const percent = `${Math.floor(share * 100)}%`;
  return remainingMs === undefined ? percent : `${percent}, ${formatDuration(remainingMs)} left`;
}

/**
 * Stored bytes read a second since the beginning. Decoded ones are known only of finished objects,
 * which of large ones can be none for long.
 */
export function describeRate({ readBytes }: Progress, elapsedMs: number): string {
  return `${formatSize(elapsedMs > 0 ? (readBytes / elapsedMs) * 1000 : 0)}/s`;
}
