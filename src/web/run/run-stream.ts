// The stream of one run: its messages, parsed and told apart.

import type { RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import { type Joined, ROUTES, RUN_EVENTS, type RunFailed } from '../../serve/contract.ts';

export interface RunListener {
  /** At first, and whenever the connection has been made again. */
  onJoined(joined: Joined): void;
  onEvent(event: RunEvent): void;
  /** The totals of all events so far, of which some were left out. */
  onSnapshot(totals: Totals): void;
  onFailed(failed: RunFailed): void;
  /** The connection broke: the browser makes it again by itself, unless it is `final`. */
  onBroken(final: boolean): void;
}

/**
 * Follows the run to its end, or until the function that is returned is called.
 * @param wantsObjects whether all objects are to be told of, or totals will do for what was missed.
 */
export function followRun(id: string, wantsObjects: boolean, listener: RunListener): () => void {
  const query = new URLSearchParams({ run: id, no_agg: wantsObjects ? '1' : '0' });
  const source = new EventSource(`${ROUTES.stream}?${query}`);
  const on = <Data>(type: string, act: (data: Data) => void) =>
    source.addEventListener(type, (message) => act(JSON.parse(message.data)));

  on<Joined>('joined', listener.onJoined);
  on<Totals>('snapshot', listener.onSnapshot);
  on<RunFailed>('run-failed', (failed) => {
    source.close();
    listener.onFailed(failed);
  });
  for (const type of RUN_EVENTS) {
    on<RunEvent>(type, (event) => {
      if (event.type === 'run-ended') source.close();
      listener.onEvent(event);
    });
  }
  source.addEventListener('error', () => {
    listener.onBroken(source.readyState === EventSource.CLOSED);
  });
  return () => source.close();
}
