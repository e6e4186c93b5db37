// Ctrl-C and SIGTERM: the first signal ends the run in order, the second exits at once.

/** Shells report 128 plus the number of the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof EXIT_CODES;

export interface Interruption {
  readonly signal: AbortSignal;
  /** The exit code of the process after the signal has aborted. */
  exitCode(): number;
  /** Restores the default signal handling. */
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
