// What a simulation reports: promises that were broken.

/** A promise that was broken; the code says which. */
export interface Violation {
  readonly code: string;
  readonly message: string;
}

export type Report = (code: string, message: string) => void;
