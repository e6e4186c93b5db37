// The state of the resources with the deployment's names, as read from AWS.

import type { Tags, Tier } from './resource-names.ts';

export interface FoundLogGroup {
  /** If undefined, logs are kept for ever. */
  readonly retentionDays: number | undefined;
  readonly tags: Tags;
}

export interface FoundRole {
  readonly trustPolicy: unknown;
  readonly tags: Tags;
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
  /** Whether no change of the function is still in progress. */
  readonly settled: boolean;
}

export interface FoundTier {
  readonly logGroup?: FoundLogGroup;
  readonly role?: FoundRole;
  readonly function?: FoundFunction;
}

export type FoundState = Readonly<Record<Tier, FoundTier>>;
