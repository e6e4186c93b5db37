// `wordcount destroy`: lists what deploy created, asks, removes it, and verifies that it is gone.

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { AwsOptions } from '../aws/environment.ts';
import { describeRemoval } from '../deploy/describe-plan.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { planRemoval, type Removal } from '../deploy/removal.ts';
import { removeTargets, verifyRemoval } from '../deploy/remove-targets.ts';
import { noConfirmation } from '../errors/user-error.ts';
import { escapeLines } from '../text/escape-control.ts';
import { formatCount } from '../text/format-quantity.ts';
import { explainErrors, withAwsSession } from './aws-session.ts';
import { createStdoutWriter } from './output.ts';
import { createStepProgress } from './step-progress.ts';

/** The options of the verb, as the command line gives them. */
export interface DestroyOptions extends AwsOptions {
  readonly name: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** For a deployment with an existing role. Roles are not even looked up. */
  readonly keepRoles: boolean;
  readonly color: boolean;
}

/** @throws {UserError} when it cannot begin, stops before its end, or something is left. */
export async function destroyCommand(options: DestroyOptions): Promise<number> {
  return await withAwsSession(options, async ({ ports, identity }) => {
    const { id, region } = identity.account;
    const lookUp = { stem: options.name, region, withRoles: !options.keepRoles };
    const found = await explainErrors('look up what is deployed', () =>
      readFoundState(ports, lookUp),
    );
    const removal = planRemoval(options.name, region, found);
    await show(removal, `account ${id}, region ${region}`);
    const tell = (text: string) => void process.stderr.write(`${text}\n`);
    if (removal.targets.length === 0) {
      tell('Nothing to remove.');
      return 0;
    }
    if (options.dryRun) {
      tell('This was a dry run: nothing was removed.');
      return 0;
    }
    if (!options.yes && !(await confirm(removal, ports.signal))) {
      tell('Nothing was removed.');
      return EXIT_DECLINED;
    }
    const progress = createStepProgress(process.stderr, options.color);
    try {
      await explainErrors('remove it', () => removeTargets(removal.targets, ports, progress));
    } finally {
      progress.stop();
    }
    await explainErrors('check that all of it is gone', () => verifyRemoval(lookUp, ports));
    tell(`Removed ${formatCount(removal.targets.length, 'resource')}. Nothing is left.`);
    return 0;
  });
}

/** The user declined, so nothing was removed. */
const EXIT_DECLINED = 1;

async function show(removal: Removal, place: string): Promise<void> {
  if (removal.targets.length + removal.kept.length === 0) return;
  const lines = escapeLines(describeRemoval(removal));
  await createStdoutWriter(() => undefined)(`In ${place}:\n${lines}`);
}

/** @throws {UserError} when there is no terminal on which to ask. */
async function confirm({ targets }: Removal, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw noConfirmation();
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, readline handles Ctrl-C itself.
  ask.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const question = ask
      .question(
        `Remove ${targets.length === 1 ? 'this resource' : `these ${targets.length} resources`}? [y/N] `,
        { signal },
      )
      .catch((error: unknown) => {
        // Ctrl-D means no.
        if (signal.aborted) throw error;
        return '';
      });
    // If the terminal goes away, the question never settles.
    const answer = await Promise.race([question, once(ask, 'close').then(() => '')]);
    signal.throwIfAborted();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}
