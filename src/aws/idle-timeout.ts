// Limits how long a function may be silent. There is no limit on how long its whole answer may take.

import { InvocationError } from '../errors/invocation-error.ts';
import type { Clock } from '../scatter/clock.ts';

/** A reason that is given costs less than the error with a stack that stands for none. */
const SETTLED = 'settled';

/** @throws {InvocationError} `answer-silent` if `next` does not settle within `limitMs`. */
export async function withIdleTimeout<T>(
  next: Promise<T>,
  limitMs: number,
  clock: Clock,
): Promise<T> {
  const settled = new AbortController();
  const timeout = clock.sleep(limitMs, settled.signal).then(() => {
    if (settled.signal.aborted) return next;
    // Errors after the timeout are expected.
    next.catch(() => undefined);
    const message = `nothing was heard for ${Math.round(limitMs / 1000)} s`;
    throw new InvocationError('answer-silent', message, { retryable: true });
  });
  try {
    return await Promise.race([next, timeout]);
  } finally {
    settled.abort(SETTLED);
    timeout.catch(() => undefined);
  }
}
