// The SDK's errors, and the line that a person gets for each.

import { expect, test } from 'vitest';
import { toReadError } from '../../../src/aws/read-fault.ts';
import { toUserError } from '../../../src/aws/sdk-errors.ts';
import { UserError } from '../../../src/errors/user-error.ts';

function sdkError(name: string, message: string, status?: number, more: object = {}): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), { name }, metadata, more);
}

const about = { action: 'list s3://b', bucket: 'b', functionName: 'f' };

test.each([
  ['a missing region', sdkError('Error', 'Region is missing'), /^No AWS region is set/],
  [
    'no credentials',
    sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
    /^No AWS credentials were found/,
  ],
  [
    'an ended SSO session',
    sdkError(
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
    ),
    /^The SSO session has expired: run "aws sso login"/,
  ],
  ['expired credentials', sdkError('ExpiredToken', 'expired', 400), /credentials have expired/],
  ['unknown keys', sdkError('InvalidAccessKeyId', 'no such key', 403), /does not accept/],
  ['a missing bucket', sdkError('NoSuchBucket', 'gone', 404), /^There is no bucket b/],
  ['a missing function', sdkError('ResourceNotFoundException', 'gone', 404), /wordcount deploy/],
  ['a forbidden call', sdkError('AccessDenied', 'no', 403), /^Not permitted to list s3:\/\/b/],
  [
    'a bucket elsewhere',
    sdkError('PermanentRedirect', 'elsewhere', 301, {
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-3' } },
    }),
    /is in eu-west-3: give --region eu-west-3/,
  ],
  [
    'a bucket elsewhere for now',
    sdkError('TemporaryRedirect', 'elsewhere', 307, {
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-3' } },
    }),
    /is in eu-west-3: give --region eu-west-3/,
  ],
  [
    "a proxy page that is S3's refusal by its status",
    sdkError('NotFound', 'UnknownError', 403, {
      $response: { headers: { 'content-type': 'text/html; charset=utf-8' } },
    }),
    /^Could not list s3:\/\/b: this is not an S3 server.*\(status 403, text\/html\)$/,
  ],
  [
    'no network',
    sdkError('Error', 'connect ECONNREFUSED', undefined, { code: 'ECONNREFUSED' }),
    /^Could not list s3:\/\/b: there is no connection/,
  ],
  [
    'an endpoint that is not a URL',
    sdkError('TypeError', 'Invalid URL', undefined, { code: 'ERR_INVALID_URL' }),
    /^The endpoint is not a URL/,
  ],
  [
    'an endpoint without a scheme',
    sdkError('EndpointError', 'Custom endpoint `localhost://9000` was not a valid URI'),
    /^The endpoint is not a URL/,
  ],
  [
    'anything else',
    sdkError('Oddity', 'what', 418),
    /^Could not list s3:\/\/b: Oddity: what\. Run again/,
  ],
  ['several lines', sdkError('E', 'one\n  two'), /^Could not list s3:\/\/b: E: one\. Run again/],
  [
    'a thrown value that is not an error',
    'thrown text',
    /^Could not list s3:\/\/b: thrown text\. Run again/,
  ],
])('%s is one clear line', (_, cause, line) => {
  const error = toUserError(cause, about);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(line);
  expect(error.message).not.toContain('\n');
});

test.each([
  ['wordcount-cascade', 'gone', 'in this region: run "wordcount deploy", or'],
  [
    'test-1-worker',
    'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:test-1-worker',
    'in eu-west-1: run "wordcount deploy --name test-1", or',
  ],
])('a missing function %s is deployed by its stem', (functionName, message, told) => {
  const cause = sdkError('ResourceNotFoundException', message, 404);
  expect(toUserError(cause, { action: 'invoke', functionName }).message).toContain(told);
});

test('a missing function is deployed with the options of the run, where they are known', () => {
  const cause = sdkError('ResourceNotFoundException', 'gone', 404);
  const deployment = ' --name x --region eu-west-1';
  const about = { action: 'invoke', functionName: 'x-worker', deployment };
  expect(toUserError(cause, about).message).toContain(`run "wordcount deploy${deployment}", or`);
});

test.each([
  ['NoSuchKey', 'gone', 404, 'vanished', false],
  ['PreconditionFailed', 'changed', 412, 'changed', false],
  ['InvalidRange', 'shorter', 416, 'changed', false],
  ['AccessDenied', 'Access Denied', 403, 'access-denied', false],
  [
    'AccessDenied',
    'User is not authorized to perform: kms:Decrypt on the resource',
    403,
    'kms-refused',
    false,
  ],
  ['KMS.DisabledException', 'the key is disabled', 400, 'kms-refused', false],
  [
    'InvalidRequest',
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    400,
    'customer-key',
    false,
  ],
  ['InvalidObjectState', 'archived', 403, 'archived', false],
  ['SlowDown', 'slow down', 503, 's3-slow-down', true],
  ['KMS.ThrottlingException', 'rate exceeded', 400, 's3-slow-down', true],
  ['KMS.InternalException', 'oops', 500, 'read-failed', true],
  ['Throttling', 'rate exceeded', 400, 's3-slow-down', true],
  ['RequestTimeout', 'too slow', 400, 'read-failed', true],
  ['InternalError', 'oops', 500, 'read-failed', true],
  ['ExpiredToken', 'expired', 400, 'credentials-expired', false],
  ['Error', 'aborted', undefined, 'read-failed', true],
] as const)('reading: %s (%s) is %i %s', (name, message, status, code, retryable) => {
  expect(toReadError(sdkError(name, message, status))).toMatchObject({ code, retryable });
});
