// What the parts of the service share.

import type { EnvironmentPool } from './environment-pool.ts';
import type { FaultBook } from './faults.ts';
import type { FunctionState } from './function-state.ts';
import type { LogGroup } from './log-group.ts';
import type { Records } from './records.ts';
import type { Role } from './role.ts';

export interface ServiceContext {
  readonly region: string;
  readonly accountId: string;
  /** How many looks at a new or changed function still find it Pending, or InProgress. */
  readonly looksUntilReady: number;
  /** How often a new role is refused for a function before it is known to Lambda. */
  readonly newRoleRefusals: number;
  readonly functions: Map<string, FunctionState>;
  readonly roles: Map<string, Role>;
  readonly logGroups: Map<string, LogGroup>;
  readonly pool: EnvironmentPool;
  readonly faults: FaultBook;
  readonly records: Records;
  /** Invocations of each function so far. */
  readonly ordinals: Map<string, number>;
}
