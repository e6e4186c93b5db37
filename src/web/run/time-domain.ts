// The time that the charts reach to: until now, or until the expected end.

import type { Progress } from '../../events/progress-meter.ts';
import type { RunView } from './run-view.ts';

const LEAST_MS = 500;

/** While the expected end moves, the right end follows by this part of the way in each drawing. */
const EASE = 0.12;

/** Charts reach ahead by at most so many times what has passed. */
const MAX_AHEAD = 1.5;

export interface TimeDomain {
  next(view: RunView, progress: Progress): number;
  reset(): void;
}

export function createTimeDomain(): TimeDomain {
  let shownMs = 0;
  return {
    reset() {
      shownMs = 0;
    },
    next(view, { remainingMs }) {
      const elapsedMs = Math.max(LEAST_MS, view.elapsedMs);
      if (!view.isInProgress) {
        shownMs = elapsedMs;
        return shownMs;
      }
      // A far end would leave no room for what is known.
      const wantedMs = elapsedMs + Math.min(remainingMs ?? 0, elapsedMs * MAX_AHEAD);
      // At first there is no place to come from.
      shownMs = shownMs === 0 ? wantedMs : shownMs + (wantedMs - shownMs) * EASE;
      shownMs = Math.max(shownMs, elapsedMs);
      return shownMs;
    },
  };
}
