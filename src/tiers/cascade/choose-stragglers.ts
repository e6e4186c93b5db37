// Decides which tasks take so much longer than others that a second worker is to be asked for what is left of
// them, as MapReduce has it (Dean and Ghemawat, "MapReduce", OSDI 2004, section 3.6).

/** A task that is done: its counting cost, and how long its worker took. */
export interface DoneTask {
  readonly cost: number;
  readonly ms: number;
}

/** A task that one worker is at. */
export interface RunningTask extends DoneTask {
  /** The counting cost of what is left of it. */
  readonly leftCost: number;
}

/** What a cascade's workers are at. */
export interface Standing {
  readonly doneTasks: number;
  /** Tasks that are not done, second workers aside. */
  readonly openTasks: number;
  /** How many more workers may run. */
  readonly idleWorkers: number;
  /** How long all workers have run so far, without second ones. */
  readonly spentMs: number;
  /** How long second workers have run, or are expected to. */
  readonly extraMs: number;
  /** How much of `spentMs` these may take. */
  readonly share: number;
}

/** A task that takes so many times as long as others do for its cost is a straggler. */
const FACTOR = 3;

/**
 * The counting cost of an invocation: the bytes of plain text that are counted in the time that it takes to
 * begin, about 200 ms where a new environment starts.
 */
const INVOCATION_COST = 16 * 2 ** 20;

/** Milliseconds for a counting cost of 1, an invocation's own included: the median of all tasks that are done. */
export function medianPace(done: readonly DoneTask[]): number | undefined {
  const paces = done.map(paceOf).sort((a, b) => a - b);
  const middle = paces.length >> 1;
  const upper = paces[middle];
  if (upper === undefined) return undefined;
  return paces.length % 2 === 1 ? upper : (upper + (paces[middle - 1] as number)) / 2;
}

function paceOf({ cost, ms }: DoneTask): number {
  return ms / (cost + INVOCATION_COST);
}

/** Milliseconds that another worker would take for what is left of a task. */
export function expectedMs(leftCost: number, pace: number): number {
  return (leftCost + INVOCATION_COST) * pace;
}

/**
 * The tasks to ask a second worker for, those first that would take longest. There are none before half of all
 * are done, nor while no worker is idle.
 */
export function chooseStragglers<Task extends RunningTask>(
  running: readonly Task[],
  pace: number,
  { doneTasks, openTasks, idleWorkers, spentMs, extraMs, share }: Standing,
): Task[] {
  if (idleWorkers <= 0 || doneTasks < openTasks) return [];
  const late = running
    .filter((task) => paceOf(task) > FACTOR * pace)
    .map((task) => ({ task, ownMs: leftMs(task), copyMs: expectedMs(task.leftCost, pace) }))
    .filter(({ ownMs, copyMs }) => ownMs > copyMs)
    .sort((a, b) => b.ownMs - a.ownMs || b.copyMs - a.copyMs);
  let roomMs = share * spentMs - extraMs;
  const chosen: Task[] = [];
  for (const { task, copyMs } of late) {
    if (copyMs > roomMs || chosen.length >= idleWorkers) continue;
    roomMs -= copyMs;
    chosen.push(task);
  }
  return chosen;
}

/** Milliseconds that its worker will take for what is left at the pace so far; infinitely many before any is done. */
function leftMs({ cost, leftCost, ms }: RunningTask): number {
  const doneCost = cost - leftCost;
  return doneCost > 0 ? (ms * leftCost) / doneCost : Number.POSITIVE_INFINITY;
}
