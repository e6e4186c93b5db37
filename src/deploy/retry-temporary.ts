// Tries again what fails for a while only, because AWS has not finished something else.

import type { DeployPorts } from './deploy-ports.ts';

export interface Patience {
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** Waiting for longer than this in all is given up. */
  readonly limitMs: number;
}

/** Changes of roles and policies take up to a minute, mostly some ten seconds, to be known everywhere. */
export const PATIENCE: Patience = { firstWaitMs: 250, maxWaitMs: 4_000, limitMs: 120_000 };

export interface TryAgainOptions extends Pick<DeployPorts, 'clock' | 'signal'> {
  readonly patience: Patience;
  readonly isPassing: (error: unknown) => boolean;
  /** Called before the first wait. */
  readonly onWait?: () => void;
}

/** @throws the last error, once it is not a passing one or has lasted too long. */
export async function tryAgain<T>(
  attempt: () => Promise<T>,
  { patience, isPassing, onWait, clock, signal }: TryAgainOptions,
): Promise<T> {
  const givesUpAt = clock.now() + patience.limitMs;
  let waitMs = patience.firstWaitMs;
  let waited = false;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || clock.now() + waitMs > givesUpAt) throw error;
    }
    if (!waited) onWait?.();
    waited = true;
    await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    waitMs = Math.min(waitMs * 1.5, patience.maxWaitMs);
  }
}
