// The error of a deploy or destroy that ended half-way: the step that failed, and the steps done before.

export class StepError extends Error {
  override readonly name = 'StepError';
  /** The action that failed, in words that fit after "could not". */
  readonly doing: string;
  /** The number of steps done, and of all steps. */
  readonly done: number;
  readonly total: number;

  constructor(doing: string, progress: { done: number; total: number; cause: unknown }) {
    super(`could not ${doing}`, { cause: progress.cause });
    this.doing = doing;
    this.done = progress.done;
    this.total = progress.total;
  }
}
