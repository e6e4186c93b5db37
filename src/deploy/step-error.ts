// A deploy or destroy that ended half-way: what it failed at, and what had been done before.

export class StepError extends Error {
  override readonly name = 'StepError';
  /** What it was doing, in words that fit after "could not". */
  readonly doing: string;
  /** How many steps were done, of how many. */
  readonly done: number;
  readonly total: number;

  constructor(doing: string, progress: { done: number; total: number; cause: unknown }) {
    super(`could not ${doing}`, { cause: progress.cause });
    this.doing = doing;
    this.done = progress.done;
    this.total = progress.total;
  }
}
