// How the program runs what a verb does.

/** Runs the action and keeps the exit code that it resolves to. */
export type RunAction = (action: () => Promise<number>) => Promise<void>;
