// The state that the parts of the service share.

import type { EnvironmentPool } from './environment-pool.ts';
import type { FaultBook } from './faults.ts';
import type { FunctionState } from './function-state.ts';
import type { LogGroup } from './log-group.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Records } from './records.ts';
import type { Role } from './role.ts';

export interface ServiceContext {
  readonly region: string;
  readonly accountId: string;
  /** The number of reads that find a new or changed function Pending, or InProgress. */
  readonly looksUntilReady: number;
  /** The number of functions for which a new role is refused before Lambda knows it. */
  readonly newRoleRefusals: number;
  readonly functions: Map<string, FunctionState>;
  readonly roles: Map<string, Role>;
  readonly logGroups: Map<string, LogGroup>;
  readonly networkInterfaces: NetworkInterface[];
  /** The account's limit of environments at a time, as it is told. */
  readonly accountConcurrency: number;
  readonly pool: EnvironmentPool;
  readonly faults: FaultBook;
  readonly records: Records;
  /** Invocations of each function so far. */
  readonly ordinals: Map<string, number>;
}
