// Lists what a run counts: what its journal has is taken from there, and the rest is handed on.

import type { Workload } from '../estimate/workload.ts';
import { createWorkloadCollector } from '../estimate/workload-collector.ts';
import { describeNoMatch } from '../events/describe-source.ts';
import type { RunEvent, ToCount } from '../events/run-event.ts';
import type { SourceName } from '../events/source-name.ts';
import type { Selection } from '../planning/selection.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { FoundObject, ListedObject, ObjectStore } from '../protocol/ports.ts';
import { createIntake } from './intake.ts';
import { listObjects } from './list-objects.ts';
import type { EarlierPart } from './run-journal.ts';
import { type ChooseWorkers, createWorkersChoice } from './workers-choice.ts';

export interface ListingRequest {
  readonly sourceName: SourceName;
  /** Which objects are looked for. */
  readonly selection: Selection;
  /** Which of the found objects count as listed at all. */
  readonly matches: (object: FoundObject) => boolean;
  /** Whether the run may be complete though nothing was found. */
  readonly allowEmpty?: boolean | undefined;
  /** The format that every object is taken for; if it is left out, its first bytes tell. */
  readonly as?: AsFormat;
  /** How many workers the run may have for what is listed so far; left out, those that it has at the outset. */
  readonly chooseWorkers?: ChooseWorkers;
}

export interface ToCountPorts {
  readonly store: Pick<ObjectStore, 'list' | 'lookUp' | 'requests' | 'getRequests'>;
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  /** Receives what must be counted. */
  readonly count: (objects: readonly ListedObject[]) => Promise<void> | undefined;
  /** Lets the run have so many workers at a time. */
  readonly growWorkers: (workers: number) => void;
  /** The objects that earlier parts of the run have settled, if it is resumed. */
  readonly earlier?: EarlierPart | undefined;
  /** Whether to tell of all that is to be counted, which an estimate needs. */
  readonly tellsWork: boolean;
  readonly signal: AbortSignal;
}

/**
 * Says whether everything was listed that the run is about, and anything was found.
 * @throws {UserError} when nothing could be listed.
 */
export async function listToCount(
  { sourceName, selection, matches, allowEmpty, as, chooseWorkers }: ListingRequest,
  { store, emit, count, growWorkers: grow, earlier, tellsWork, signal }: ToCountPorts,
): Promise<boolean> {
  const choice = chooseWorkers && createWorkersChoice(as, { choose: chooseWorkers, emit, grow });
  const listed = choice || !tellsWork ? undefined : createWorkloadCollector(as);
  const take = async (page: readonly ListedObject[]) => {
    if (choice) await choice.add(page);
    else listed?.add(page);
    await count(page);
  };
  const intake = earlier && createIntake(earlier, { emit, count: take });
  const pages = { push: intake ? intake.take : take };
  const { isComplete, isEmpty } = await listObjects(selection, matches, {
    ...{ store, pages, emit, signal },
  });
  await intake?.finish();
  await choice?.finish();
  const workload = choice?.workload() ?? listed?.current();
  if (isComplete && !signal.aborted && workload) await emit(toCountEvent(workload));
  if (!isEmpty || allowEmpty || signal.aborted) return isComplete;
  // A mistyped prefix must not pass for a result.
  const message = describeNoMatch(sourceName);
  await emit({ type: 'warning', code: 'nothing-found', message, keys: 0 });
  return false;
}

function toCountEvent({ byFormat, ...work }: Workload): ToCount {
  const formats = Array.from(byFormat, ([format, figures]) => ({ format, ...figures }));
  return { type: 'to-count', ...work, formats };
}
