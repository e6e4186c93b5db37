// The subject of the checks of `wordcount doctor`, and how they reach AWS.

import type { AccountConcurrency } from '../aws/account-concurrency.ts';
import type { Account } from '../deploy/account.ts';
import type { ReadPorts } from '../deploy/deploy-ports.ts';
import type { FunctionArchive } from '../deploy/function-archive.ts';
import type { Tier } from '../protocol/frame.ts';
import type { Clock } from '../scatter/clock.ts';

export interface DoctorSettings {
  /** The stem of the deployment's names. */
  readonly stem: string;
  /** The options that choose it in a command that is advised, with a space before each. */
  readonly deployment: string;
  readonly bucket?: string;
  readonly prefix: string;
  /** The workers that a run is to have at a time; undefined if it chooses. */
  readonly workers: number | undefined;
  /** The workers that a run may have of what the account may run, and what it leaves to others. */
  readonly shareOf: (account: AccountConcurrency) => { workers: number; left: number };
  /** This program's own code of the functions. */
  readonly archives: Readonly<Record<Tier, FunctionArchive>>;
}

export interface DoctorPorts extends ReadPorts {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
}

/** The knowledge that checks of functions and roles share: the account, once the credentials are known to be good. */
export interface DeploymentPorts extends DoctorPorts {
  readonly account: Account;
}
