// The timeline of a simulated run: which worker ran what and when, and what the others waited for.

/** One invocation of a worker. Times are in milliseconds since the run began. */
export interface WorkerSpan {
  readonly cascade: number;
  readonly slices: number;
  readonly isCold: boolean;
  readonly slowness: number;
  readonly invokedAt: number;
  /** When its first slice is begun. */
  beganAt: number;
  endedAt: number;
}

export interface CascadeSpan {
  readonly objects: number;
  readonly workers: number;
  readonly invokedAt: number;
  beganAt: number;
  endedAt: number;
}

export interface Timeline {
  readonly workers: WorkerSpan[];
  readonly cascades: CascadeSpan[];
  /** When the last page was there. */
  listedAt: number;
  endedAt: number;
}

export function createTimeline(): Timeline {
  return { workers: [], cascades: [], listedAt: 0, endedAt: 0 };
}

/**
 * The run's time, divided by what its workers did in it: in the mean over all workers, so that the parts add up to
 * the whole, in milliseconds.
 */
export interface Waits {
  /** Nothing is invoked yet: the first page, and the start of a cascade. */
  readonly begin: number;
  /** Invoked, and not begun: invocations and cold starts. */
  readonly start: number;
  readonly work: number;
  /** Not invoked while the listing goes on. */
  readonly listing: number;
  /** Not invoked although all is listed, and others are invoked later. */
  readonly plan: number;
  /** Nothing is left to invoke. */
  readonly tail: number;
}

export function waitsOf({ workers, listedAt, endedAt }: Timeline, count: number): Waits {
  const sum = { begin: 0, start: 0, work: 0, listing: 0, plan: 0, tail: 0 };
  const firstAt = workers.reduce((least, { invokedAt }) => Math.min(least, invokedAt), endedAt);
  const lastAt = workers.reduce((most, { invokedAt }) => Math.max(most, invokedAt), 0);
  for (const { invokedAt, beganAt, endedAt: end } of workers) {
    sum.start += beganAt - invokedAt;
    sum.work += end - beganAt;
  }
  sum.begin = firstAt * count;
  const running = (from: number, to: number) =>
    workers.reduce((ms, span) => ms + overlap(span.invokedAt, span.endedAt, from, to), 0);
  const idle = (from: number, to: number) =>
    from < to ? (to - from) * count - running(from, to) : 0;
  const listedUntil = Math.min(lastAt, Math.max(firstAt, listedAt));
  sum.listing = idle(firstAt, listedUntil);
  sum.plan = idle(listedUntil, lastAt);
  sum.tail = idle(lastAt, endedAt);
  const mean = Object.entries(sum).map(([name, ms]) => [name, ms / count]);
  return Object.fromEntries(mean) as unknown as Waits;
}

function overlap(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}
