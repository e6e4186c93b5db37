// Lists what a run counts: what its journal has is taken from there, and the rest is handed on.

import { describeNoMatch } from '../events/describe-source.ts';
import type { RunEvent, SourceName } from '../events/run-event.ts';
import type { Selection } from '../planning/selection.ts';
import type { FoundObject, ListedObject, ObjectStore } from '../protocol/ports.ts';
import { createIntake } from './intake.ts';
import { listObjects } from './list-objects.ts';
import type { EarlierPart } from './run-journal.ts';

export interface ListingRequest {
  readonly sourceName: SourceName;
  /** Which objects are looked for. */
  readonly selection: Selection;
  /** Which of the found objects count as listed at all. */
  readonly matches: (object: FoundObject) => boolean;
  /** Whether the run may be complete though nothing was found. */
  readonly allowEmpty?: boolean | undefined;
}

export interface ToCountPorts {
  readonly store: Pick<ObjectStore, 'list' | 'lookUp' | 'requests' | 'getRequests'>;
  readonly emit: (event: RunEvent) => Promise<void>;
  /** Receives what must be counted. */
  readonly count: (objects: readonly ListedObject[]) => Promise<void>;
  /** What earlier parts of the run have settled, if it is resumed. */
  readonly earlier?: EarlierPart | undefined;
  readonly signal: AbortSignal;
}

/**
 * Says whether everything was listed that the run is about, and anything was found.
 * @throws {UserError} when nothing could be listed.
 */
export async function listToCount(
  { sourceName, selection, matches, allowEmpty }: ListingRequest,
  { store, emit, count, earlier, signal }: ToCountPorts,
): Promise<boolean> {
  const intake = earlier && createIntake(earlier, { emit, count });
  const pages = { push: intake ? intake.take : count };
  const { isComplete, isEmpty } = await listObjects(selection, matches, {
    ...{ store, pages, emit, signal },
  });
  await intake?.finish();
  if (!isEmpty || allowEmpty || signal.aborted) return isComplete;
  // A mistyped prefix must not pass for a result.
  const message = describeNoMatch(sourceName);
  await emit({ type: 'warning', code: 'nothing-found', message, keys: 0 });
  return false;
}
