// What is there already, under the names that deploy uses: read from AWS, changed by nobody here.

import type { Tags, Tier } from './resource-names.ts';

export interface FoundLogGroup {
  /** Undefined keeps logs for ever. */
  readonly retentionDays: number | undefined;
  readonly tags: Tags;
}

export interface FoundRole {
  readonly trustPolicy: unknown;
  readonly tags: Tags;
  /** The names of all its inline policies. */
  readonly policyNames: readonly string[];
  /** The one of this region, if it has one. */
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
  /** Whether nothing about it is still under way. */
  readonly settled: boolean;
}

export interface FoundTier {
  readonly logGroup?: FoundLogGroup;
  readonly role?: FoundRole;
  readonly function?: FoundFunction;
}

export type FoundState = Readonly<Record<Tier, FoundTier>>;
