// What shows a run to someone: it is given every event, with the totals that it leads to.

import type { RunEvent } from '../events/run-event.ts';
import type { Totals } from '../events/totals.ts';

export interface Reporter {
  onEvent?(event: RunEvent, totals: Totals): void | Promise<void>;
  /** Called once, after the last event or an error, and before anyone else writes. */
  stop?(): void | Promise<void>;
  /** Called after every reporter has stopped, if the run came to its end. */
  onEnd?(totals: Totals): void | Promise<void>;
}
