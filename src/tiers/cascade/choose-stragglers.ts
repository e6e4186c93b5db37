// Decides which tasks take so much longer than others that a second worker is to be asked for what is left of
// them, as MapReduce has it (Dean and Ghemawat, "MapReduce", OSDI 2004, section 3.6).

export interface TaskSize {
  /** The counting cost. */
  readonly cost: number;
  readonly slices: number;
}

/** A task that is done. */
export interface DoneTask extends TaskSize {
  /** From its launch until its worker began. */
  readonly startMs: number;
  /** From then on. */
  readonly ms: number;
}

/** A task that one worker is at. */
export interface RunningTask extends TaskSize {
  /** How long its worker has been at it. */
  readonly ms: number;
  /** The counting cost of what is left of it. */
  readonly leftCost: number;
}

/** The state of a cascade's workers. */
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

/** The counting cost of what a worker does once for each task, in the bytes of plain text that are counted in that time. */
const TASK_COST = 16 * 2 ** 20;

/** Fewer tasks of a kind say nothing about others. */
const MIN_ALIKE = 3;

/** The usual speed of workers, by the tasks that are done. */
export interface Paces {
  /** Milliseconds until a worker begins. */
  readonly startMs: number;
  /** Milliseconds for a counting cost of 1; unknown if too few tasks with slices of such a size are done. */
  of(task: TaskSize): number | undefined;
}

/**
 * Medians. Small objects take much longer for their cost than large ones, so a task is compared with those alone whose
 * slices are of about the same size.
 */
export function pacesOf(done: readonly DoneTask[]): Paces {
  const paces = new Map<number, number[]>();
  for (const task of done) {
    const alike = paces.get(kindOf(task)) ?? [];
    alike.push(paceOf(task));
    paces.set(kindOf(task), alike);
  }
  const medians = new Map<number, number>();
  for (const [kind, alike] of paces) {
    if (alike.length >= MIN_ALIKE) medians.set(kind, median(alike));
  }
  return {
    startMs: done.length === 0 ? 0 : median(done.map(({ startMs }) => startMs)),
    of: (task) => medians.get(kindOf(task)),
  };
}

/** The mean size of slices, in powers of four. */
function kindOf({ cost, slices }: TaskSize): number {
  return Math.floor(Math.log2(Math.max(1, cost / Math.max(1, slices))) / 2);
}

function paceOf({ cost, ms }: TaskSize & { readonly ms: number }): number {
  return ms / (cost + TASK_COST);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Milliseconds that another worker is expected to take for so much of a task; 0 if that is unknown. */
export function expectedMs(task: TaskSize, cost: number, paces: Paces): number {
  return paces.startMs + (cost + TASK_COST) * (paces.of(task) ?? 0);
}

/**
 * The tasks to ask a second worker for, those first that would take longest. There are none before half of all
 * are done, nor while no worker is idle.
 */
export function chooseStragglers<Task extends RunningTask>(
  running: readonly Task[],
  paces: Paces,
  { doneTasks, openTasks, idleWorkers, spentMs, extraMs, share }: Standing,
): Task[] {
  if (idleWorkers <= 0 || doneTasks < openTasks) return [];
  const late = running
    .filter((task) => paceOf(task) > FACTOR * (paces.of(task) ?? Number.POSITIVE_INFINITY))
    .map((task) => ({
      task,
      ownMs: leftMs(task),
      secondMs: expectedMs(task, task.leftCost, paces),
    }))
    .filter(({ ownMs, secondMs }) => ownMs > secondMs)
    .sort((a, b) => b.ownMs - a.ownMs || b.secondMs - a.secondMs);
  let roomMs = share * spentMs - extraMs;
  const chosen: Task[] = [];
  for (const { task, secondMs } of late) {
    if (secondMs > roomMs || chosen.length >= idleWorkers) continue;
    roomMs -= secondMs;
    chosen.push(task);
  }
  return chosen;
}

/** Milliseconds that its worker will take for what is left at the pace so far; infinitely many before any is done. */
function leftMs({ cost, leftCost, ms }: RunningTask): number {
  const doneCost = cost - leftCost;
  return doneCost > 0 ? (ms * leftCost) / doneCost : Number.POSITIVE_INFINITY;
}
