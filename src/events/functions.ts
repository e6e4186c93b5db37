// The settings of the two functions on which their cost depends.

import type { Architecture } from '../protocol/architecture.ts';
import type { Tier } from '../protocol/frame.ts';

export interface FunctionSettings {
  readonly memoryMb: number;
  /** The time limit of one invocation. */
  readonly timeoutMs: number;
  readonly architecture: Architecture;
}

export type Functions = Readonly<Record<Tier, FunctionSettings>>;
