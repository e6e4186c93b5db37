// The options of `deploy` as the command line gives them, and what they ask for.

import type { AwsOptions } from '../aws/environment.ts';
import type { Caller } from '../deploy/caller-policy.ts';
import type { DeployRequest } from '../deploy/deploy-request.ts';
import type { TemplateKind } from '../deploy/template/template.ts';
import { tagBothWays } from '../errors/deploy-error.ts';
import type { Architecture } from '../protocol/architecture.ts';

/** False stands for the option that begins with `--no-`. */
export interface DeployOptions extends AwsOptions {
  readonly name: string;
  readonly bucket?: readonly string[];
  readonly allBuckets: boolean;
  readonly kmsKey?: readonly string[] | false;
  readonly role?: string | false;
  readonly permissionsBoundary?: string | false;
  readonly subnet?: readonly string[];
  readonly securityGroup?: readonly string[];
  readonly vpc?: boolean;
  readonly tag?: Readonly<Record<string, string>>;
  readonly untag?: readonly string[];
  readonly reservedConcurrency?: number | false;
  readonly architecture?: Architecture;
  readonly workerMemory?: number;
  readonly workerTimeout?: number;
  readonly cascadeMemory?: number;
  readonly cascadeTimeout?: number;
  readonly logRetentionDays?: number;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly printPolicy?: Caller;
  readonly template?: TemplateKind;
  readonly codeBucket?: string;
  readonly codePrefix: string;
  readonly color: boolean;
}

/** @throws {UserError} if a tag is to be set and removed. */
export function toDeployRequest(options: DeployOptions): DeployRequest {
  const { bucket, kmsKey, role, permissionsBoundary, reservedConcurrency } = options;
  const { tag: tags = {}, untag = [] } = options;
  const both = untag.filter((key) => Object.hasOwn(tags, key));
  if (both.length > 0) throw tagBothWays(both.join(', '));
  const { architecture, logRetentionDays } = options;
  const buckets = options.allBuckets ? [] : bucket;
  const network = networkOf(options);
  return {
    stem: options.name,
    ...(buckets && { buckets }),
    ...(kmsKey !== undefined && { kmsKeyArns: kmsKey || [] }),
    ...(role !== undefined && { roleArn: role || null }),
    ...(permissionsBoundary !== undefined && { boundaryArn: permissionsBoundary || null }),
    ...(network !== undefined && { network }),
    tags,
    untag,
    ...(reservedConcurrency !== undefined && {
      reservedWorkers: reservedConcurrency === false ? null : reservedConcurrency,
    }),
    ...(architecture && { architecture }),
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    sizes: {
      worker: sizeOf(options.workerMemory, options.workerTimeout),
      cascade: sizeOf(options.cascadeMemory, options.cascadeTimeout),
    },
  };
}

function networkOf({ vpc, subnet, securityGroup }: DeployOptions): DeployRequest['network'] {
  if (vpc === false) return null;
  if (!subnet && !securityGroup) return undefined;
  return {
    ...(subnet && { subnetIds: subnet }),
    ...(securityGroup && { securityGroupIds: securityGroup }),
  };
}

function sizeOf(memoryMb: number | undefined, timeoutSeconds: number | undefined) {
  return {
    ...(memoryMb !== undefined && { memoryMb }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}
