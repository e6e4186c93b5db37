// How progress is shown while a run goes on.

/** `auto`: a bar on a terminal, and plain lines elsewhere. */
export const PROGRESS_MODES = ['auto', 'bar', 'plain', 'none'] as const;

export type ProgressMode = (typeof PROGRESS_MODES)[number];
