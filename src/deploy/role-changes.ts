// Creates and changes roles.

import {
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { DeployClients } from './deploy-ports.ts';
import type { RoleSpec } from './desired-state.ts';
import type { Change } from './make-plan.ts';
import { type Tags, tagsFor } from './resource-names.ts';
import { TRUST_POLICY } from './role-policies.ts';

export async function createRole(
  stem: string,
  spec: RoleSpec,
  { iam }: DeployClients,
): Promise<void> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: spec.name,
      Description: spec.description,
      AssumeRolePolicyDocument: JSON.stringify(TRUST_POLICY),
      ...(spec.boundaryArn !== undefined && { PermissionsBoundary: spec.boundaryArn }),
      Tags: toList(tagsFor(stem, spec)),
    }),
  );
}

export async function changeRole(
  spec: RoleSpec,
  changes: readonly Change[],
  { iam }: DeployClients,
): Promise<void> {
  const parts = new Set(changes.map(({ part }) => part));
  const { name: RoleName, boundaryArn, tags, untag } = spec;
  if (parts.has('trust')) {
    const PolicyDocument = JSON.stringify(TRUST_POLICY);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }
  if (parts.has('boundary')) {
    await (boundaryArn === undefined
      ? iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))
      : iam.send(
          new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundaryArn }),
        ));
  }
  if (parts.has('tag')) await iam.send(new TagRoleCommand({ RoleName, Tags: toList(tags) }));
  if (parts.has('untag')) await iam.send(new UntagRoleCommand({ RoleName, TagKeys: [...untag] }));
}

function toList(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
