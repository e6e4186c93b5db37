// The state of the resources with the deployment's names, as read from AWS.

import type { Tier } from '../protocol/frame.ts';
import type { Network } from './desired-state.ts';
import type { Tags } from './resource-names.ts';

export interface FoundLogGroup {
  /** If undefined, logs are kept for ever. */
  readonly retentionDays: number | undefined;
  readonly tags: Tags;
}

export interface FoundRole {
  readonly trustPolicy: unknown;
  readonly tags: Tags;
  /** The ARN of its permissions boundary, if it has one. */
  readonly boundaryArn?: string;
  /** The names of all inline policies of the role. */
  readonly policyNames: readonly string[];
  /** The inline policy for this region, if there is one. */
  readonly policy: unknown;
}

export interface FoundFunction {
  readonly tags: Tags;
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly codeSha256: string;
  readonly network?: Network;
  readonly reservedConcurrency?: number;
  /** Whether no change of the function is still in progress. */
  readonly settled: boolean;
}

export interface FoundTier {
  readonly logGroup?: FoundLogGroup;
  readonly role?: FoundRole;
  readonly function?: FoundFunction;
}

export interface FoundState extends Readonly<Record<Tier, FoundTier>> {
  /** The role of both functions, if it is not one that `deploy` creates; roles are not read then. */
  readonly lentRoleArn?: string;
}
