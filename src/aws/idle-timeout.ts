// How long a function may say nothing: a limit in place of one on the whole of its time.

import { InvocationError } from '../errors/invocation-error.ts';
import type { Clock } from '../scatter/clock.ts';

/** @throws {InvocationError} when what is to come does not come in `limitMs`. */
export async function withIdleTimeout<T>(
  coming: Promise<T>,
  limitMs: number,
  clock: Clock,
): Promise<T> {
  const heard = new AbortController();
  const silence = clock.sleep(limitMs, heard.signal).then(() => {
    if (heard.signal.aborted) return coming;
    // Whatever still comes of it, nobody listens any more.
    coming.catch(() => undefined);
    const message = `nothing was heard for ${Math.round(limitMs / 1000)} s`;
    throw new InvocationError('answer-silent', message, { retryable: true });
  });
  try {
    return await Promise.race([coming, silence]);
  } finally {
    heard.abort();
    silence.catch(() => undefined);
  }
}
