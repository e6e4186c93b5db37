// The permissions that AWS demands for each API call, by its documents. Whatever is not here is an
// error, so that a new call cannot go by unchecked. Actions and their resources:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.

import type { S3Request } from '../support/s3-faults.ts';
import { ACCOUNT_ID, type Permission } from '../support/simulate-policy.ts';
import type { CallRecord } from './records.ts';

const REGION = 'us-east-1';

/** @throws {Error} for a call that is not known here. */
export function permissionsForCall({ action, input }: CallRecord): Permission[] {
  const [service, operation] = action.split(':');
  switch (service) {
    case 'lambda':
      return forLambda(operation ?? '', input);
    case 'iam':
      return forIam(action, input);
    case 'logs':
      return forLogs(action, input);
    case 'ec2':
      if (operation === 'DescribeNetworkInterfaces') return [{ action, resource: '*' }];
      break;
    case 'sts':
      // "No permissions are required to perform this operation":
      // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
      if (operation === 'GetCallerIdentity') return [];
  }
  throw unknown(action);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
function forLambda(operation: string, input: CallRecord['input']): Permission[] {
  const name = String(input.FunctionName).split(':').at(-1);
  const resource = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
  const needs = (...actions: string[]) => actions.map((action) => ({ action, resource }));
  switch (operation) {
    case 'CreateFunction':
      return [
        ...needs('lambda:CreateFunction'),
        ...(input.Tags === undefined ? [] : needs('lambda:TagResource')),
        ...passRole(input.Role),
        ...lookAtVpc(input.VpcConfig),
      ];
    case 'UpdateFunctionConfiguration':
      return [
        ...needs('lambda:UpdateFunctionConfiguration'),
        ...passRole(input.Role),
        ...lookAtVpc(input.VpcConfig),
      ];
    case 'GetFunction':
      // It gives the tags only to those who may list them.
      return needs('lambda:GetFunction', 'lambda:ListTags');
    case 'DeleteFunction':
    case 'DeleteFunctionConcurrency':
    case 'GetFunctionConcurrency':
    case 'PutFunctionConcurrency':
    case 'TagResource':
    case 'UntagResource':
    case 'GetFunctionConfiguration':
    case 'UpdateFunctionCode':
      return needs(`lambda:${operation}`);
    case 'GetAccountSettings':
      return [{ action: 'lambda:GetAccountSettings', resource: '*' }];
    case 'Invoke':
    case 'InvokeWithResponseStream':
      return needs('lambda:InvokeFunction');
  }
  throw unknown(`lambda:${operation}`);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
function lookAtVpc(network: unknown): Permission[] {
  const { SubnetIds = [] } = Object(network) as { SubnetIds?: unknown[] };
  if (SubnetIds.length === 0) return [];
  return ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'].map(
    (action) => ({ action, resource: '*' }),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passRole(role: unknown): Permission[] {
  if (role === undefined) return [];
  const context = { 'iam:PassedToService': 'lambda.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: String(role), context }];
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html */
function forIam(action: string, input: CallRecord['input']): Permission[] {
  const resource = `arn:aws:iam::${ACCOUNT_ID}:role/${input.RoleName}`;
  const tagged = 'Tags.member.1.Key' in input;
  switch (action) {
    case 'iam:CreateRole':
      return [{ action, resource }, ...(tagged ? [{ action: 'iam:TagRole', resource }] : [])];
    case 'iam:DeleteRole':
    case 'iam:DeleteRolePolicy':
    case 'iam:GetRole':
    case 'iam:GetRolePolicy':
    case 'iam:ListRolePolicies':
    case 'iam:DeleteRolePermissionsBoundary':
    case 'iam:PutRolePermissionsBoundary':
    case 'iam:PutRolePolicy':
    case 'iam:TagRole':
    case 'iam:UntagRole':
    case 'iam:UpdateAssumeRolePolicy':
      return [{ action, resource }];
  }
  throw unknown(action);
}

/**
 * Calls about tags are checked against the group's ARN, the others against one with more behind it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html.
 */
function forLogs(action: string, input: CallRecord['input']): Permission[] {
  const group = logGroupArn(String(input.logGroupName));
  switch (action) {
    case 'logs:CreateLogGroup': {
      const tag = { action: 'logs:TagResource', resource: group };
      return [
        { action, resource: `${group}:log-stream:` },
        ...(input.tags === undefined ? [] : [tag]),
      ];
    }
    case 'logs:DeleteLogGroup':
    case 'logs:PutRetentionPolicy':
      return [{ action, resource: `${group}:log-stream:` }];
    case 'logs:DescribeLogGroups':
      return [{ action, resource: '*' }];
    case 'logs:ListTagsForResource':
    case 'logs:TagResource':
    case 'logs:UntagResource':
      return [{ action, resource: String(input.resourceArn) }];
  }
  throw unknown(action);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export function permissionsForS3Request(request: S3Request): Permission[] {
  const { method, bucket, key, query, status } = request;
  const list = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` };
  if (method === 'GET' && key === '' && query.get('list-type') === '2') return [list];
  if (method === 'GET' && key !== '') {
    const get = { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}` };
    // Without leave to list the bucket it would be a 403:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    return status === 404 ? [get, list] : [get];
  }
  throw unknown(`${method} ${bucket}/${key}?${query}`);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export function permissionToDecrypt(keyArn: string): Permission {
  return { action: 'kms:Decrypt', resource: keyArn };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export function permissionsToLog(functionName: string): Permission[] {
  const resource = `${logGroupArn(`/aws/lambda/${functionName}`)}:log-stream:2026/01/01/stream`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
}

function logGroupArn(name: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}`;
}

function unknown(call: string): Error {
  return new Error(`Nothing says which permissions this takes: ${call}`);
}
