// The findings of the checks of `wordcount doctor`.

/**
 * `note` is something to know that does not keep a run from working. `unknown` could not be looked at.
 */
export type FindingStatus = 'ok' | 'note' | 'unknown' | 'problem';

export interface Finding {
  readonly check: CheckName;
  readonly status: FindingStatus;
  readonly message: string;
  /** The next thing to do. Some messages say it themselves. */
  readonly advice?: string;
}

/** In the order in which they are reported. */
export const CHECKS = [
  'region',
  'endpoint',
  'credentials',
  'bucket',
  'functions',
  'protocol',
  'concurrency',
  'roles',
  'network',
] as const;

export type CheckName = (typeof CHECKS)[number];

/** Without a name: the caller knows which check it ran. */
export type Found = Omit<Finding, 'check'>;
