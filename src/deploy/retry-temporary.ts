// Retries calls that fail temporarily, because AWS has not finished an earlier change.

import type { DeployPorts } from './deploy-ports.ts';

export interface Waits {
  readonly firstMs: number;
  readonly maxMs: number;
  /** The limit of all waits together. */
  readonly totalMs: number;
}

/** Changes of roles and policies take up to a minute, usually some ten seconds, to be known everywhere. */
export const DEFAULT_WAITS: Waits = { firstMs: 250, maxMs: 4_000, totalMs: 120_000 };

export interface RetryOptions extends Pick<DeployPorts, 'clock' | 'signal'> {
  readonly waits: Waits;
  readonly isTemporary: (error: unknown) => boolean;
  /** Called before the first wait. */
  readonly onWait?: () => void;
}

/** @throws the last error, once it is not temporary or the waits would exceed their limit. */
export async function retryTemporary<T>(
  attempt: () => Promise<T>,
  { waits, isTemporary, onWait, clock, signal }: RetryOptions,
): Promise<T> {
  const givesUpAt = clock.now() + waits.totalMs;
  let waitMs = waits.firstMs;
  let waited = false;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTemporary(error) || clock.now() + waitMs > givesUpAt) throw error;
    }
    if (!waited) onWait?.();
    waited = true;
    await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    waitMs = Math.min(waitMs * 1.5, waits.maxMs);
  }
}
