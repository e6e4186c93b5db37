// `wordcount destroy`: lists what deploy made, asks, removes it, and makes sure that it is gone.

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { describeRemoval } from '../deploy/describe-plan.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { planRemoval, type Removal } from '../deploy/removal.ts';
import { removeTargets, verifyRemoval } from '../deploy/remove-targets.ts';
import { noConfirmation } from '../errors/user-error.ts';
import { escapeControl } from '../text/escape-control.ts';
import { explainErrors, withAwsSession } from './aws-session.ts';
import { createStdoutWriter } from './output.ts';
import { createStepProgress } from './step-progress.ts';

/** The options of the verb, as the command line gives them. */
export interface DestroyOptions {
  readonly name: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** For what was deployed with an existing role: roles are not even looked at. */
  readonly keepRoles: boolean;
  readonly color: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** @throws {UserError} when it cannot begin, ends half-way, or something is left. */
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
      tell('Nothing was removed: this was a dry run.');
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
    tell(`All of it is gone: ${removal.targets.length} removed, nothing that deploy made is left.`);
    return 0;
  });
}

/** What was asked for was not done. */
const EXIT_DECLINED = 1;

async function show(removal: Removal, place: string): Promise<void> {
  if (removal.targets.length + removal.kept.length === 0) return;
  const lines = describeRemoval(removal).split('\n').map(escapeControl).join('\n');
  await createStdoutWriter(() => undefined)(`In ${place}:\n${lines}`);
}

/** @throws {UserError} where there is nobody to ask. */
async function confirm({ targets }: Removal, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw noConfirmation();
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal it takes Ctrl-C for itself.
  ask.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
  try {
    const question = ask
      .question(`Remove these ${targets.length}? [y/N] `, { signal })
      .catch((error: unknown) => {
        // Ctrl-D is no answer either.
        if (signal.aborted) throw error;
        return '';
      });
    // A terminal that goes away leaves the question open for ever.
    const answer = await Promise.race([question, once(ask, 'close').then(() => '')]);
    signal.throwIfAborted();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}
