// When to stop trying: as long as nothing at all has succeeded, a few failures that speak against the
// functions, and not against single objects, are enough. More would cost money and find nothing.

import type { Fault } from './fault.ts';

/** The faults after which it is open whether what was asked or who was asked is to blame. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'worker-died',
  'answer-broken',
  'gave-back',
  'answer-silent',
  'function-error',
  'function-timeout',
  'function-exited',
  'out-of-memory',
]);

export function isBrokenOff(code: string): boolean {
  return BROKEN_OFF.has(code);
}

/** The faults that no object can cause: the next function is out of reach too. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'lambda-refused',
  'lambda-unreachable',
  'no-such-function',
  'not-permitted',
  'other-protocol',
]);

export interface CircuitBreaker {
  /** Something was done: from now on there is hope. */
  recordSuccess(): void;
  hasSucceeded(): boolean;
  /** Something was given up with this fault. */
  recordFailure(fault: Pick<Fault, 'code' | 'message'>): void;
  /** Why nothing more should be tried, if nothing should. */
  openFault(): Fault | undefined;
}

/** `maxFailures` is how many failures are enough where nothing has succeeded before. */
export function createCircuitBreaker(maxFailures: number): CircuitBreaker {
  let hasSucceededOnce = false;
  let failures = 0;
  let last: Fault | undefined;

  return {
    recordSuccess() {
      hasSucceededOnce = true;
    },
    hasSucceeded: () => hasSucceededOnce,
    recordFailure({ code, message }) {
      if (!isBrokenOff(code) && !OUT_OF_REACH.has(code)) return;
      failures += 1;
      last = { code, message, retryable: false, patience: 'failure' };
    },
    openFault: () => (!hasSucceededOnce && failures >= maxFailures ? last : undefined),
  };
}
