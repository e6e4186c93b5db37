// A reporter shows a run. It receives every event, with the totals up to that event.

import type { RunEvent } from '../events/run-event.ts';
import type { Totals } from '../events/totals.ts';

export interface Reporter {
  onEvent?(event: RunEvent, totals: Totals): void | Promise<void>;
  /** Called once, after the last event or an error, and before anything else is written. */
  stop?(): void | Promise<void>;
  /** Called after every reporter has stopped, if the run came to its end. */
  onEnd?(totals: Totals): void | Promise<void>;
}
