// Reads the values of options that name something on AWS. Each parser throws commander's
// InvalidArgumentError. `previous` is false after the option that begins with `--no-`.

import { InvalidArgumentError } from 'commander';
import { RESERVED_TAG_KEY, STEM_PATTERN } from '../../deploy/resource-names.ts';

type Previous = readonly string[] | false;

function listOf(pattern: RegExp, expected: string) {
  return (value: string, previous: Previous = []): string[] => {
    if (pattern.test(value)) return [...(previous || []), value];
    throw new InvalidArgumentError(expected);
  };
}

export function stem(value: string): string {
  if (STEM_PATTERN.test(value)) return value;
  throw new InvalidArgumentError('It must be 1 to 56 letters, digits, hyphens or underscores.');
}

/** Policies name keys, so an alias would not do. */
export const keyArns = listOf(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/\S+$/,
  'It must be the ARN of a key, arn:aws:kms:…:key/….',
);

export const subnetIds = listOf(/^subnet-[0-9a-f]+$/, 'It must be the ID of a subnet, subnet-….');

export const securityGroupIds = listOf(
  /^sg-[0-9a-f]+$/,
  'It must be the ID of a security group, sg-….',
);

export function roleArn(value: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the ARN of a role, arn:aws:iam::…:role/….');
}

/** AWS's own policies have no account. */
export function policyArn(value: string): string {
  if (/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/\S+$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the ARN of a policy, arn:aws:iam::…:policy/….');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

export function tags(
  pair: string,
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
  if (!pair.includes('=') || !TAG_VALUE.test(value)) {
    throw new InvalidArgumentError(
      'It must be KEY=VALUE, of letters, digits, spaces and _.:/=+-@.',
    );
  }
  return { ...previous, [checkTagKey(key)]: value };
}

export function tagKeys(key: string, previous: readonly string[] = []): string[] {
  return [...previous, checkTagKey(key)];
}

function checkTagKey(key: string): string {
  if (TAG_KEY.test(key) && !RESERVED_TAG_KEY.test(key)) return key;
  throw new InvalidArgumentError(
    'The key must have 1 to 128 letters, digits, spaces and _.:/=+-@, and not begin with aws: or wordcount:.',
  );
}
