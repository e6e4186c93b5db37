// `wordcount destroy`: lists what deploy created, asks, removes it, and verifies that it is gone.

import type { AwsOptions } from '../aws/environment.ts';
import { describeRemoval } from '../deploy/describe-plan.ts';
import { readFoundState } from '../deploy/read-found-state.ts';
import { countRemovals, planRemoval, type Removal } from '../deploy/removal.ts';
import { removeTargets, verifyRemoval } from '../deploy/remove-targets.ts';
import { escapeLines } from '../text/escape-control.ts';
import { formatCount } from '../text/format-quantity.ts';
import { explainErrors, withAwsSession } from './aws-session.ts';
import { confirm, EXIT_DECLINED } from './confirm.ts';
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
    const { account } = identity;
    const { id, region } = account;
    const roles = options.keepRoles ? 'skip' : 'read';
    const lookUp = { stem: options.name, account, roles } as const;
    const found = await explainErrors('look up what is deployed', ports.deployment, () =>
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
    if (!options.yes && !(await confirm(question(removal), 'remove everything', ports.signal))) {
      tell('Nothing was removed.');
      return EXIT_DECLINED;
    }
    const progress = createStepProgress(process.stderr, options.color);
    try {
      await explainErrors('remove it', ports.deployment, () =>
        removeTargets(removal.targets, ports, progress),
      );
    } finally {
      progress.stop();
    }
    await explainErrors('check that all of it is gone', ports.deployment, () =>
      verifyRemoval(lookUp, ports),
    );
    tell(`Removed ${formatCount(countRemovals(removal), 'resource')}. Nothing is left.`);
    return 0;
  });
}

async function show(removal: Removal, place: string): Promise<void> {
  if (removal.targets.length + removal.kept.length === 0) return;
  const lines = escapeLines(describeRemoval(removal));
  await createStdoutWriter(() => undefined)(`In ${place}:\n${lines}`);
}

function question(removal: Removal): string {
  const count = countRemovals(removal);
  return `Remove ${count === 1 ? 'this resource' : `these ${count} resources`}?`;
}
