// The request of `deploy`, before anything is known about the present deployment.

import type { Architecture } from '../protocol/architecture.ts';
import type { Tier } from '../protocol/frame.ts';
import type { Network } from './desired-state.ts';
import type { FunctionSize } from './limits.ts';
import type { Tags } from './resource-names.ts';

/**
 * An absent member stays as it is deployed, or is the default in a new deployment. Null, and an empty list,
 * undo what an earlier deploy was told.
 */
export interface DeployRequest {
  readonly stem: string;
  /** An empty list means every bucket. */
  readonly buckets?: readonly string[];
  readonly kmsKeyArns?: readonly string[];
  readonly roleArn?: string | null;
  readonly boundaryArn?: string | null;
  readonly network?: Partial<Network> | null;
  /** Tags to set; others stay. */
  readonly tags: Tags;
  readonly untag: readonly string[];
  readonly reservedWorkers?: number | null;
  readonly architecture?: Architecture;
  readonly logRetentionDays?: number;
  readonly sizes: Readonly<Record<Tier, Partial<FunctionSize>>>;
}
