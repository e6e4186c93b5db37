// The common part of the templates of `deploy --template`: where the code is, the account's place-holders, the marks.

import type { Tier } from '../../protocol/frame.ts';
import type { Account } from '../account.ts';
import type { DesiredState, ResourceSpec } from '../desired-state.ts';
import type { FunctionArchive } from '../function-archive.ts';
import { type Tags, TIERS, tagsOf } from '../resource-names.ts';

export const TEMPLATE_KINDS = ['cloudformation', 'terraform'] as const;

export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** Where the person who applies the template has the archives: below a prefix of a bucket, or in a folder. */
export type CodeLocation =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'folder'; readonly path: string };

export interface TemplateInput {
  readonly stem: string;
  /** With the place-holders of this kind of template for its account. */
  readonly desired: DesiredState;
  readonly code: CodeLocation;
}

/** The values that are known only when the template is applied, in the template's own words. */
export const PLACEHOLDERS: Readonly<Record<TemplateKind, Account>> = {
  cloudformation: {
    id: `\${AWS::AccountId}`,
    partition: `\${AWS::Partition}`,
    region: `\${AWS::Region}`,
  },
  terraform: {
    id: `\${data.aws_caller_identity.current.account_id}`,
    partition: `\${data.aws_partition.current.partition}`,
    region: `\${data.aws_region.current.region}`,
  },
};

/** The name of an archive changes with its bytes, so that applying a template uploads new code. */
export function archiveName(tier: Tier, { sha256 }: FunctionArchive): string {
  return `wordcount-${tier}-${Buffer.from(sha256, 'base64').toString('hex').slice(0, 16)}.zip`;
}

/**
 * Another maker than that of `deploy`, so that `deploy` and `destroy` keep their hands off what a template
 * has made.
 */
export function templateTags(stem: string, { tags }: { readonly tags: Tags }): Tags {
  return { ...tags, ...tagsOf(stem), 'wordcount:made-by': 'wordcount deploy --template' };
}

/** A resource with the tier that it belongs to. */
export interface TierResource {
  readonly tier: Tier;
  readonly spec: ResourceSpec;
}

/** In the order in which they are created. */
export function tierResources(desired: DesiredState): TierResource[] {
  const kinds = ['logGroup', 'role', 'rolePolicy', 'function'] as const;
  return kinds.flatMap((kind) =>
    TIERS.flatMap((tier) => {
      const spec = desired[tier][kind];
      return spec ? [{ tier, spec }] : [];
    }),
  );
}
