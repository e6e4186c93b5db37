// Evaluates policies as IAM does, offline, with AWS's own lists of actions, resources and conditions.

import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument, PolicyStatement } from '../../src/deploy/policy-document.ts';

export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** Keys of conditions, as the service sets them. */
  readonly context?: Readonly<Record<string, string>>;
}

export const ACCOUNT_ID = '123456789012';

const PERSON = `arn:aws:iam::${ACCOUNT_ID}:user/tester`;

/**
 * A key's default policy, without which no other policy can allow its use:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html.
 */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

/** @throws {Error} for what IAM would refuse: no such action, or one that has no such resource. */
export async function isAllowed(policy: PolicyDocument, permission: Permission): Promise<boolean> {
  const resourcePolicy = permission.action.startsWith('kms:') ? KEY_POLICY : undefined;
  const identityPolicies = [{ name: 'policy', policy }];
  return simulate(permission, PERSON, { identityPolicies, resourcePolicy });
}

/** Whether a role's trust policy lets the service act in it. */
export async function trusts(
  policy: PolicyDocument,
  service: string,
  role: string,
): Promise<boolean> {
  const permission = { action: 'sts:AssumeRole', resource: role };
  return simulate(permission, service, { identityPolicies: [], resourcePolicy: policy });
}

async function simulate(
  { action, resource, context }: Permission,
  principal: string,
  policies: Pick<Simulation, 'identityPolicies' | 'resourcePolicy'>,
): Promise<boolean> {
  const request = {
    principal,
    action,
    resource: { resource, accountId: ACCOUNT_ID },
    contextVariables: { ...context },
  };
  const others = { serviceControlPolicies: [], resourceControlPolicies: [] };
  const answer = await runSimulation({ request, ...policies, ...others }, {});
  if (answer.resultType === 'error') {
    throw new Error(`${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  }
  return answer.overallResult === 'Allowed';
}

/** The permissions that the policy does not give. */
export async function missingFrom(
  policy: PolicyDocument,
  permissions: readonly Permission[],
): Promise<Permission[]> {
  const allowed = await Promise.all(permissions.map((one) => isAllowed(policy, one)));
  return permissions.filter((_, n) => !allowed[n]);
}

/** Each action and each resource of the policy's statements that could go without loss. */
export async function uselessParts(
  policy: PolicyDocument,
  permissions: readonly Permission[],
): Promise<string[]> {
  const useless: string[] = [];
  for (const statement of policy.Statement) {
    for (const [part, narrowed] of narrowings(statement)) {
      const others = policy.Statement.filter((other) => other !== statement);
      const less = { ...policy, Statement: [...others, ...narrowed] };
      const missing = await missingFrom(less, permissions);
      if (missing.length === 0) useless.push(`${statement.Sid}: ${part}`);
    }
  }
  return useless;
}

/** The statement without one of its actions or resources; not at all if that is its only one. */
function narrowings(statement: PolicyStatement): [part: string, narrowed: PolicyStatement[]][] {
  return (['Action', 'Resource'] as const).flatMap((member) => {
    const parts = [statement[member] ?? []].flat();
    return parts.map((part): [string, PolicyStatement[]] => {
      const left = parts.filter((other) => other !== part);
      return [part, left.length === 0 ? [] : [{ ...statement, [member]: left }]];
    });
  });
}
