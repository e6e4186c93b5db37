// Violations: the broken promises that a simulation reports.

/** A promise that was broken; the code says which. */
export interface Violation {
  readonly code: string;
  readonly message: string;
}

export type Report = (code: string, message: string) => void;
