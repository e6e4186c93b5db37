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
  /** The counting cost of what it had done when it last said so, and its time until then. Left out before it has. */
  readonly said?: { readonly doneCost: number; readonly ms: number } | undefined;
}

/** The state of a cascade's workers. */
export interface Standing {
  readonly doneTasks: number;
  /** Tasks that are not done, second workers aside. */
  readonly openTasks: number;
  /** How many more workers may run. */
  readonly idleWorkers: number;
  /** How long more second workers may run, in sum. */
  readonly roomMs: number;
  /** How much of that each takes besides the time for which it counts. */
  readonly besidesMs: number;
}

export interface Straggler<Task> {
  readonly task: Task;
  /** For how long its second worker may count. */
  readonly limitMs: number;
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

/**
 * The tasks to ask a second worker for, those first that would take longest. There are none before half of all
 * are done, nor while no worker is idle. Each has room for as long as others took for as much, and up to `FACTOR` times
 * as long if that is left: one that takes longer is a straggler itself.
 */
export function chooseStragglers<Task extends RunningTask>(
  running: readonly Task[],
  paces: Paces,
  { doneTasks, openTasks, idleWorkers, roomMs, besidesMs }: Standing,
): Straggler<Task>[] {
  if (idleWorkers <= 0 || doneTasks < openTasks) return [];
  const late = running
    .flatMap((task) => {
      const pace = paces.of(task);
      if (pace === undefined || !isLate(task, pace)) return [];
      return [{ task, ownMs: leftMs(task), workMs: (task.leftCost + TASK_COST) * pace }];
    })
    .filter(({ ownMs, workMs }) => ownMs > paces.startMs + workMs)
    .sort((a, b) => b.ownMs - a.ownMs || b.workMs - a.workMs);
  let leftOfRoomMs = roomMs;
  const chosen: { readonly task: Task; readonly workMs: number }[] = [];
  for (const { task, workMs } of late) {
    if (workMs + besidesMs > leftOfRoomMs || chosen.length >= idleWorkers) continue;
    leftOfRoomMs -= workMs + besidesMs;
    chosen.push({ task, workMs });
  }
  const moreMs = (FACTOR - 1) * chosen.reduce((sum, { workMs }) => sum + workMs, 0);
  const factor = 1 + (FACTOR - 1) * Math.min(1, leftOfRoomMs / Math.max(1, moreMs));
  return chosen.map(({ task, workMs }) => ({ task, limitMs: workMs * factor }));
}

/** By the time it takes, or once others would have done all of it, by the time it took for what it has done. */
function isLate(task: RunningTask, pace: number): boolean {
  const { said, cost } = task;
  if (paceOf(task) > FACTOR * pace) return true;
  if (!said || said.ms < (cost + TASK_COST) * pace) return false;
  return paceOf({ ...task, cost: said.doneCost, ms: said.ms }) > FACTOR * pace;
}

/** Milliseconds that its worker will take for what is left at the pace so far; infinitely many before any is done. */
function leftMs({ cost, leftCost, ms }: RunningTask): number {
  const doneCost = cost - leftCost;
  return doneCost > 0 ? (ms * leftCost) / doneCost : Number.POSITIVE_INFINITY;
}
