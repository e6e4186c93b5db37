// Asks on the terminal before something is changed.

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
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

/**
 * Only an explicit yes is one, and only if it is typed after the question appears. There must be a terminal on which
 * to ask.
 */
export async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  await dropTypedAhead(process.stdin, signal);
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

/** The terminal hands over at once what it has. */
const QUIET_MS = 50;

/** For input that does not end, as of a key that is held down. */
const MAX_QUIET_TRIES = 10;

const CTRL_C = '\x03';

/** Reads and forgets what was typed before the question, which nobody can have meant to answer. */
async function dropTypedAhead(input: NodeJS.ReadStream, signal: AbortSignal): Promise<void> {
  let isQuiet = false;
  const drop = (typed: Buffer) => {
    isQuiet = false;
    // In raw mode the terminal makes no signal of it.
    if (typed.includes(CTRL_C)) process.emit('SIGINT', 'SIGINT');
  };
  // Otherwise a line that is not ended yet could not be read.
  input.setRawMode(true);
  input.on('data', drop);
  try {
    for (let tries = 0; !isQuiet && tries < MAX_QUIET_TRIES; tries += 1) {
      isQuiet = true;
      await setTimeout(QUIET_MS, undefined, { signal });
    }
  } finally {
    input.off('data', drop).pause();
    input.setRawMode(false);
  }
}
