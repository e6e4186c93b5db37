// Tells that Lambda throttles: with a count, and not each time, as nothing is lost by it.

import { THROTTLING_NOTICE } from '../errors/reasons.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { ListedObject } from '../protocol/ports.ts';

export interface ThrottlingNotice {
  /** `objects` are those that throttling has kept waiting for the first time. */
  note(objects: readonly ListedObject[]): Promise<void>;
  /** Tells what was not told yet. */
  flush(): Promise<void>;
}

const MIN_INTERVAL_MS = 3_000;

/** `nowMs` tells the time since the run began. */
export function createThrottlingNotice(
  emit: (event: RunEvent) => Promise<void> | undefined,
  nowMs: () => number,
): ThrottlingNotice {
  let keys = 0;
  let example: string | undefined;
  let toldMs = Number.NEGATIVE_INFINITY;

  async function flush(): Promise<void> {
    if (example === undefined) return;
    const about = { code: 'throttled', message: THROTTLING_NOTICE, keys, example };
    keys = 0;
    example = undefined;
    toldMs = nowMs();
    await emit({ type: 'warning', ...about, level: 'information' });
  }

  return {
    async note(objects) {
      keys += objects.length;
      example ??= objects[0]?.key;
      if (nowMs() - toldMs >= MIN_INTERVAL_MS) await flush();
    },
    flush,
  };
}
