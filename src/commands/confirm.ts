// Asks on the terminal before something is changed.

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { noConfirmation } from '../errors/user-error.ts';

/** The user declined, so nothing was changed. */
export const EXIT_DECLINED = 1;

/**
 * `doing` fits after "Give --yes to".
 * @throws {UserError} when there is no terminal on which to ask.
 */
export async function confirm(
  question: string,
  doing: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw noConfirmation(doing);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, readline handles Ctrl-C itself.
  ask.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const answered = ask.question(`${question} [y/N] `, { signal }).catch((error: unknown) => {
      // Ctrl-D means no.
      if (signal.aborted) throw error;
      return '';
    });
    // If the terminal goes away, the question never settles.
    const answer = await Promise.race([answered, once(ask, 'close').then(() => '')]);
    signal.throwIfAborted();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}
