// Lets a run have more workers as its listing finds more work.

import type { Workload } from '../estimate/workload.ts';
import { createWorkloadCollector } from '../estimate/workload-collector.ts';
import type { RunEvent, WorkersChosen } from '../events/run-event.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { ListedObject } from '../protocol/ports.ts';

/** How many workers a run may have for what is listed so far. */
export type ChooseWorkers = (listed: Workload) => Omit<WorkersChosen, 'type'>;

export interface WorkersChoicePorts {
  readonly choose: ChooseWorkers;
  readonly grow: (workers: number) => void;
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
}

/** Choosing takes a millisecond, so it is done only once there is so much more than at the last choice. */
const WORTH_ANOTHER_LOOK = 1.125;

export interface WorkersChoice {
  /** Takes a page of the listing before its objects are counted. */
  add(page: readonly ListedObject[]): Promise<void>;
  /** Chooses from all that was taken. */
  finish(): Promise<void>;
  /** All that was taken. */
  workload(): Workload;
}

/** `as` is what every object is taken for; left out, the names tell. */
export function createWorkersChoice(
  as: AsFormat | undefined,
  { choose, grow, emit }: WorkersChoicePorts,
): WorkersChoice {
  const listed = createWorkloadCollector(as);
  let seen = listed.current();
  let chosen: Omit<WorkersChosen, 'type'> | undefined;

  async function look(): Promise<void> {
    seen = listed.current();
    const choice = choose(seen);
    // More work may be worth fewer workers, but they may be at work already.
    if (chosen && choice.workers < chosen.workers) return;
    if (choice.workers === chosen?.workers && choice.reason === chosen.reason) return;
    chosen = choice;
    grow(choice.workers);
    await emit({ type: 'workers-chosen', ...choice });
  }

  function hasGrown(by: number): boolean {
    if (chosen && chosen.workers >= chosen.limit.workers) return false;
    const { objects, cost } = listed.figures();
    return objects > seen.objects * by || cost > seen.cost * by;
  }

  return {
    async add(page) {
      listed.add(page);
      if (hasGrown(WORTH_ANOTHER_LOOK)) await look();
    },
    async finish() {
      if (hasGrown(1)) await look();
    },
    workload: listed.current,
  };
}
