// How far a run is, for the live block, the plain progress lines and the pages.

import { formatNumber, formatSize } from '../text/format-quantity.ts';
import { settledObjects, type Totals } from './totals.ts';

export interface Progress {
  readonly keys: string;
  /** Stored bytes read. */
  readonly readBytes: number;
  /** 0 to 1, once the listing is complete. */
  readonly share: number | undefined;
  readonly remainingMs: number | undefined;
}

/** Before this, the speed says too little about the remaining time. */
const MIN_MEASURED_MS = 1_000;

export function measureProgress(totals: Totals, elapsedMs: number): Progress {
  const done = settledObjects(totals);
  const { objects, sizeBytes, complete } = totals.listed;
  const { readBytes } = totals.live;
  const passedBytes = totals.settledBytes - totals.countedBytes - totals.notReached.sizeBytes;
  const doneBytes = Math.min(sizeBytes, readBytes + passedBytes);
  const share = complete
    ? shareOf(sizeBytes > 0 ? [doneBytes, sizeBytes] : [done, objects])
    : undefined;
  const known = share !== undefined && share > 0 && elapsedMs >= MIN_MEASURED_MS;
  return {
    keys: `${formatNumber(done)} of ${formatNumber(objects)}${complete ? '' : ' found so far'}`,
    readBytes,
    share,
    remainingMs: known ? (elapsedMs * (1 - share)) / share : undefined,
  };
}

/** 1 if there is nothing to do. */
function shareOf([part, whole]: readonly [number, number]): number {
  return whole > 0 ? part / whole : 1;
}

/** Rounded down, so that it says 100% only when everything is done. */
export function percentOf(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

/**
 * Stored bytes read per second since the beginning. Decoded bytes are known of finished objects only,
 * and a large object takes long to finish.
 */
export function describeRate({ readBytes }: Progress, elapsedMs: number): string {
  return `${formatSize(elapsedMs > 0 ? (readBytes / elapsedMs) * 1000 : 0)}/s`;
}
