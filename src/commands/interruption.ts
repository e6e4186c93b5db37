// Ctrl-C and its like: the first asks the run to end in order, the second leaves at once.

/** How shells report an end by each signal: 128 and its number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof EXIT_CODES;

export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code to leave with, once the signal has aborted. */
  exitCode(): number;
  /** Gives the process its usual signal handling back. */
  release(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode: number = EXIT_CODES.SIGINT;
  const onSignal = (name: StopSignal) => {
    exitCode = EXIT_CODES[name];
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
