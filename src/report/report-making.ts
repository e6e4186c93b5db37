// How a report and its run were made.

/** The statements of a report besides the run's own events. */
export interface ReportMaking {
  readonly version: string;
  /** The style sheet. */
  readonly style: string;
  /** The options that were given, without secrets. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly startedAt: Date;
}
