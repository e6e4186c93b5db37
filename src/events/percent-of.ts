// Shares as people read them.

/** Rounded down, so that it says 100% only when everything is done. */
export function percentOf(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
