// The state that a deploy leaves on AWS.

import type { DesiredState } from '../../src/deploy/desired-state.ts';
import type { FoundTier } from '../../src/deploy/found-state.ts';
import { tagsOf } from '../../src/deploy/resource-names.ts';
import { TRUST_POLICY } from '../../src/deploy/role-policies.ts';
import type { Tier } from '../../src/protocol/frame.ts';

/** The state after a deploy of this. */
export function deployed(state: DesiredState): { [name in Tier]: Required<FoundTier> } {
  const tier = (name: Tier): Required<FoundTier> => {
    const { logGroup, role, rolePolicy, function: fn } = state[name];
    const { archive, kind: _, name: __, arn: ___, untag: ____, ...configuration } = fn;
    return {
      logGroup: { retentionDays: logGroup.retentionDays, tags: tagsOf('wordcount') },
      role: {
        trustPolicy: TRUST_POLICY,
        ...(role?.boundaryArn !== undefined && { boundaryArn: role.boundaryArn }),
        tags: tagsOf('wordcount'),
        policyNames: [rolePolicy?.name ?? ''],
        policy: rolePolicy?.document,
      },
      function: {
        ...configuration,
        codeSha256: archive.sha256,
        tags: tagsOf('wordcount'),
        settled: true,
      },
    };
  };
  return { worker: tier('worker'), cascade: tier('cascade') };
}
