// Creates and changes log groups.

import {
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { DeployClients } from './deploy-ports.ts';
import type { LogGroupSpec } from './desired-state.ts';
import type { Change } from './make-plan.ts';
import { tagsFor } from './resource-names.ts';

export async function createLogGroup(
  stem: string,
  spec: LogGroupSpec,
  { logs }: DeployClients,
): Promise<void> {
  const { name: logGroupName } = spec;
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: tagsFor(stem, spec) }));
  await setRetention(spec, { logs });
}

export async function changeLogGroup(
  spec: LogGroupSpec,
  changes: readonly Change[],
  { logs }: DeployClients,
): Promise<void> {
  const parts = new Set(changes.map(({ part }) => part));
  const { arn: resourceArn, tags, untag: tagKeys } = spec;
  if (parts.has('retention')) await setRetention(spec, { logs });
  if (parts.has('tag')) await logs.send(new TagResourceCommand({ resourceArn, tags: { ...tags } }));
  if (parts.has('untag')) {
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: [...tagKeys] }));
  }
}

async function setRetention(
  { name: logGroupName, retentionDays: retentionInDays }: LogGroupSpec,
  { logs }: Pick<DeployClients, 'logs'>,
): Promise<void> {
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}
