// Reads the stream of one run and passes on its messages by type.

import type { RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import {
  type Joined,
  ROUTES,
  RUN_EVENTS,
  type RunFailed,
  type RunStopping,
} from '../../serve/contract.ts';
import { addressOf } from './address-of.ts';

export interface RunListener {
  /** The connection was made, or made again. */
  onJoined(joined: Joined): void;
  /** @param number events are numbered from 1. */
  onEvent(event: RunEvent, number: number): void;
  /**
   * Some events were left out.
   * @param totals those of all events so far.
   * @param number the number of the last one.
   */
  onSnapshot(totals: Totals, number: number): void;
  /**
   * The run launches nothing more.
   * @param number as that of an event.
   */
  onStopping(stopping: RunStopping, number: number): void;
  onFailed(failed: RunFailed): void;
  /** The connection broke. The browser reconnects by itself unless `final` is true. */
  onBroken(final: boolean): void;
}

interface StreamMessage {
  readonly data: string;
  readonly lastEventId?: string;
}

/**
 * Follows the run to its end, or until the returned function is called.
 * @param wantsObjects whether every event about an object is needed; otherwise totals may replace some.
 */
export function followRun(id: string, wantsObjects: boolean, listener: RunListener): () => void {
  const query = new URLSearchParams({ run: id, no_agg: wantsObjects ? '1' : '0' });
  const source = new EventSource(`${addressOf(ROUTES.stream)}?${query}`);
  const on = <Data>(type: string, act: (data: Data, number: number) => void) =>
    source.addEventListener(type, ({ data, lastEventId = '' }: StreamMessage) => {
      act(JSON.parse(data), Number(/\.(\d+)/.exec(lastEventId)?.[1]));
    });

  on<Joined>('joined', listener.onJoined);
  on<Totals>('snapshot', listener.onSnapshot);
  on<RunStopping>('run-stopping', listener.onStopping);
  on<RunFailed>('run-failed', (failed) => {
    source.close();
    listener.onFailed(failed);
  });
  for (const type of RUN_EVENTS) {
    on<RunEvent>(type, (event, number) => {
      if (event.type === 'run-ended') source.close();
      listener.onEvent(event, number);
    });
  }
  source.addEventListener('error', () => {
    listener.onBroken(source.readyState === EventSource.CLOSED);
  });
  return () => source.close();
}
