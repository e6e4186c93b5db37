// The limit within which the program chooses how many workers a run may have.

/** The most workers that the program may choose, and where that is from. */
export interface WorkersLimit {
  readonly workers: number;
  /**
   * The number that the account may run at a time, the one reserved for the workers' function, or a number that is taken
   * because the limit could not be looked up.
   */
  readonly source: 'account' | 'reserved' | 'assumed';
  /** Functions that the account may run at a time, besides those for which concurrency is reserved. */
  readonly unreserved?: number;
  /** How many of these are left to other functions. */
  readonly left?: number;
  /** How many of these are for the run's cascades. */
  readonly cascades?: number;
  /** The runs that share what may be used, if more than one. */
  readonly runs?: number;
  /** Why the limit could not be looked up. */
  readonly cause?: string;
}
