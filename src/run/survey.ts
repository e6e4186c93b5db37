// A dry run: lists what a run would count, and tells of it by the events that the run would begin with.

import type { RunEvent } from '../events/run-event.ts';
import { anySignal } from '../scatter/any-signal.ts';
import { createChannel } from '../scatter/channel.ts';
import type { Clock } from '../scatter/clock.ts';
import { listToCount, type ToCountPorts } from './list-to-count.ts';
import type { RunRequest } from './run.ts';
import { startedEvent } from './started-event.ts';

export interface SurveyPorts extends Pick<ToCountPorts, 'store' | 'earlier'> {
  readonly clock: Clock;
  /** Aborting it ends the listing. */
  readonly signal: AbortSignal;
}

/**
 * Only those objects have events that are not to be counted, for some reason or because an earlier part of
 * the run has counted them.
 * @throws {UserError} when nothing could be listed.
 */
export async function* survey(
  request: RunRequest,
  { store, earlier, clock, signal }: SurveyPorts,
): AsyncGenerator<RunEvent> {
  const startedAt = clock.now();
  const events = createChannel<RunEvent>();
  const abandon = new AbortController();
  const stopping = anySignal(signal, abandon.signal);

  async function listAll(): Promise<void> {
    await events.push(startedEvent(request, undefined));
    if (earlier) await events.push(earlier.resumed);
    const isWhole = await listToCount(request, {
      ...{ store, earlier, signal: stopping },
      emit: events.push,
      count: async () => undefined,
      growWorkers: () => undefined,
      tellsWork: true,
    });
    const status = signal.aborted ? 'interrupted' : isWhole ? 'complete' : 'incomplete';
    await events.push({ type: 'run-ended', status, elapsedMs: clock.now() - startedAt });
  }

  const listing = listAll().then(events.close, events.fail);
  try {
    yield* events;
  } finally {
    abandon.abort();
    await listing;
    // The run that may follow lists anew.
    earlier?.forgetFound();
  }
}
