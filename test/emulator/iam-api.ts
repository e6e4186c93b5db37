// The calls of IAM that create, show and delete a role:
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html.

import { AwsError } from './aws-error.ts';
import { invalidParameter } from './function-checks.ts';
import { xml } from './http-message.ts';
import type { Role } from './role.ts';
import type { ServiceContext } from './service-context.ts';

export const IAM_NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

type Call = (context: ServiceContext, input: URLSearchParams) => string;

/** Each call returns the XML within its Result element. */
const CALLS: Readonly<Record<string, Call>> = {
  CreateRole(context, input) {
    const name = required(input, 'RoleName');
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw validationError('The specified value for roleName is invalid.');
    }
    if (context.roles.has(name)) {
      throw new AwsError(409, 'EntityAlreadyExists', `Role with name ${name} already exists.`);
    }
    const role: Role = {
      name,
      path: input.get('Path') ?? '/',
      id: `AROA${String(context.roles.size).padStart(17, 'EXAMPLE')}`,
      created: new Date().toISOString(),
      description: input.get('Description') ?? '',
      trustPolicy: policyDocument(input, 'AssumeRolePolicyDocument'),
      tags: new Map(readTags(input)),
      policies: new Map(),
      attached: new Set(),
      refusals: context.newRoleRefusals,
    };
    const boundary = input.get('PermissionsBoundary');
    if (boundary !== null) role.boundary = checkedBoundary(boundary);
    context.roles.set(name, role);
    return showRole(context, role);
  },
  GetRole: (context, input) => showRole(context, findRole(context, input)),
  DeleteRole(context, input) {
    const role = findRole(context, input);
    if (role.policies.size > 0) {
      throw new AwsError(
        409,
        'DeleteConflict',
        'Cannot delete entity, must delete policies first.',
      );
    }
    if (role.attached.size > 0) {
      const message = 'Cannot delete entity, must detach all policies first.';
      throw new AwsError(409, 'DeleteConflict', message);
    }
    context.roles.delete(role.name);
    return '';
  },
  UpdateAssumeRolePolicy(context, input) {
    findRole(context, input).trustPolicy = policyDocument(input, 'PolicyDocument');
    return '';
  },
  PutRolePermissionsBoundary(context, input) {
    findRole(context, input).boundary = checkedBoundary(required(input, 'PermissionsBoundary'));
    return '';
  },
  DeleteRolePermissionsBoundary(context, input) {
    const role = findRole(context, input);
    if (role.boundary === undefined) {
      throw noSuchEntity(`Role ${role.name} does not have a permissions boundary.`);
    }
    delete role.boundary;
    return '';
  },
  PutRolePolicy(context, input) {
    const document = policyDocument(input, 'PolicyDocument');
    findRole(context, input).policies.set(required(input, 'PolicyName'), document);
    return '';
  },
  GetRolePolicy(context, input) {
    const role = findRole(context, input);
    const [name, document] = findPolicy(role, input);
    return (
      element('RoleName', role.name) +
      element('PolicyName', name) +
      element('PolicyDocument', encodeURIComponent(document))
    );
  },
  DeleteRolePolicy(context, input) {
    const role = findRole(context, input);
    role.policies.delete(findPolicy(role, input)[0]);
    return '';
  },
  ListRolePolicies(context, input) {
    const names = [...findRole(context, input).policies.keys()];
    return list('PolicyNames', names.map(xml));
  },
  AttachRolePolicy(context, input) {
    findRole(context, input).attached.add(required(input, 'PolicyArn'));
    return '';
  },
  DetachRolePolicy(context, input) {
    const arn = required(input, 'PolicyArn');
    if (!findRole(context, input).attached.delete(arn)) {
      throw noSuchEntity(`Policy ${arn} was not found.`);
    }
    return '';
  },
  ListAttachedRolePolicies(context, input) {
    const attached = [...findRole(context, input).attached].map(
      (arn) => element('PolicyArn', arn) + element('PolicyName', arn.split('/').at(-1) ?? arn),
    );
    return list('AttachedPolicies', attached);
  },
  TagRole(context, input) {
    const { tags } = findRole(context, input);
    for (const [key, value] of readTags(input)) tags.set(key, value);
    return '';
  },
  UntagRole(context, input) {
    const { tags } = findRole(context, input);
    for (const [name, key] of input) if (name.startsWith('TagKeys.member.')) tags.delete(key);
    return '';
  },
  ListRoleTags: (context, input) => showTags(findRole(context, input)),
};

/** @throws {AwsError} as IAM would. */
export function callIam(context: ServiceContext, action: string, input: URLSearchParams): string {
  const call = CALLS[action];
  if (call === undefined) {
    throw new AwsError(400, 'InvalidAction', `Could not find operation ${action}`);
  }
  return call(context, input);
}

/**
 * Lets Lambda assume a role for a function.
 * @throws {AwsError} if there is no such role, it does not trust Lambda, or is too new.
 */
export function assumeRole(context: ServiceContext, arn: string): void {
  const role = [...context.roles.values()].find((candidate) => roleArn(context, candidate) === arn);
  const trusted = role?.trustPolicy.includes('lambda.amazonaws.com') === true;
  if (role !== undefined && trusted && role.refusals === 0) return;
  if (role !== undefined && trusted) role.refusals -= 1;
  throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

/** Whether a role's inline policies let Lambda make network interfaces. */
export function mayUseVpc(context: ServiceContext, arn: string): boolean {
  const role = [...context.roles.values()].find((candidate) => roleArn(context, candidate) === arn);
  const policies = [...(role?.policies.values() ?? [])];
  return policies.some((policy) => policy.includes('"ec2:CreateNetworkInterface"'));
}

function checkedBoundary(arn: string): string {
  if (/^arn:aws:iam::(\d{12}|aws):policy\/\S+$/.test(arn)) return arn;
  throw new AwsError(400, 'InvalidInput', `ARN ${arn} is not valid.`);
}

function roleArn(context: ServiceContext, role: Role): string {
  return `arn:aws:iam::${context.accountId}:role${role.path}${role.name}`;
}

function showRole(context: ServiceContext, role: Role): string {
  return `<Role>${[
    element('Path', role.path),
    element('RoleName', role.name),
    element('RoleId', role.id),
    element('Arn', roleArn(context, role)),
    element('CreateDate', role.created),
    element('AssumeRolePolicyDocument', encodeURIComponent(role.trustPolicy)),
    element('Description', role.description),
    '<MaxSessionDuration>3600</MaxSessionDuration>',
    role.boundary === undefined
      ? ''
      : `<PermissionsBoundary>${[
          element('PermissionsBoundaryType', 'Policy'),
          element('PermissionsBoundaryArn', role.boundary),
        ].join('')}</PermissionsBoundary>`,
    showTags(role),
  ].join('')}</Role>`;
}

function showTags(role: Role): string {
  const tags = [...role.tags].map(([key, value]) => element('Key', key) + element('Value', value));
  return list('Tags', tags);
}

function findRole(context: ServiceContext, input: URLSearchParams): Role {
  const name = required(input, 'RoleName');
  const role = context.roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function findPolicy(role: Role, input: URLSearchParams): [string, string] {
  const name = required(input, 'PolicyName');
  const document = role.policies.get(name);
  if (document === undefined) {
    throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  }
  return [name, document];
}

function policyDocument(input: URLSearchParams, name: string): string {
  const document = required(input, name);
  try {
    JSON.parse(document);
    return document;
  } catch {
    throw new AwsError(400, 'MalformedPolicyDocument', 'This policy contains invalid Json');
  }
}

function readTags(input: URLSearchParams): [string, string][] {
  const tags: [string, string][] = [];
  for (let n = 1; input.has(`Tags.member.${n}.Key`); n += 1) {
    tags.push([required(input, `Tags.member.${n}.Key`), input.get(`Tags.member.${n}.Value`) ?? '']);
  }
  return tags;
}

function required(input: URLSearchParams, name: string): string {
  const value = input.get(name);
  if (value === null) throw validationError(`${name} is required.`);
  return value;
}

function list(name: string, members: readonly string[]): string {
  const items = members.map((member) => `<member>${member}</member>`).join('');
  return `<${name}>${items}</${name}><IsTruncated>false</IsTruncated>`;
}

function element(name: string, text: string): string {
  return `<${name}>${xml(text)}</${name}>`;
}

function noSuchEntity(message: string): AwsError {
  return new AwsError(404, 'NoSuchEntity', message);
}

function validationError(message: string): AwsError {
  return new AwsError(400, 'ValidationError', message);
}
