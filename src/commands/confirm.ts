// Asks on the terminal before something is changed.

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { noConfirmation } from '../errors/deploy-error.ts';

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
  if (!canAsk()) throw noConfirmation(doing);
  return await ask(question, signal);
}

export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Only an explicit yes is one. There must be a terminal on which to ask. */
export async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, readline handles Ctrl-C itself.
  asking.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const answered = asking.question(`${question} [y/N] `, { signal }).catch((error: unknown) => {
      // Ctrl-D means no.
      if (signal.aborted) throw error;
      return '';
    });
    // If the terminal goes away, the question never settles.
    const answer = await Promise.race([answered, once(asking, 'close').then(() => '')]);
    signal.throwIfAborted();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
