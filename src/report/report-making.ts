// How a report and its run were made.

/** What a report says besides the run's own events. */
export interface ReportMaking {
  readonly version: string;
  /** The style sheet. */
  readonly style: string;
  /** The options that were given, without secrets. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly startedAt: Date;
}
