// What the SDK throws when an object is read, in the terms of the catalogue of reasons.

import { ReadError } from '../errors/read-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import { describeSdkError } from './sdk-errors.ts';

/** Error codes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const CODES: Readonly<Record<string, ReasonCode>> = {
  NoSuchKey: 'vanished',
  NoSuchBucket: 'vanished',
  NoSuchVersion: 'vanished',
  NotFound: 'vanished',
  PreconditionFailed: 'changed',
  InvalidRange: 'changed',
  InvalidObjectState: 'archived',
  ExpiredToken: 'credentials-expired',
  ExpiredTokenException: 'credentials-expired',
  CredentialsProviderError: 'credentials-missing',
};

const BY_STATUS: Readonly<Record<number, ReasonCode>> = {
  401: 'access-denied',
  403: 'access-denied',
  404: 'vanished',
  412: 'changed',
  416: 'changed',
};

/** What S3 says of an object encrypted with a key that the customer alone has (SSE-C). */
const CUSTOMER_KEY = /server side encryption|x-amz-server-side-encryption-customer/i;

export function toReadError(cause: unknown): ReadError {
  if (cause instanceof ReadError) return cause;
  const { name, message, status } = describeSdkError(cause);
  const make = (code: ReasonCode, retryable = false) =>
    new ReadError(code, `${name}: ${message}`, { retryable, cause });

  const code = CODES[name];
  if (code) return make(code);
  if (name === 'SlowDown' || status === 503 || status === 429) return make('s3-slow-down', true);
  if (name.startsWith('KMS') || (status === 403 && /kms/i.test(message)))
    return make('kms-refused');
  if (status === 400 && CUSTOMER_KEY.test(message)) return make('customer-key');
  const byStatus = status === undefined ? undefined : BY_STATUS[status];
  if (byStatus) return make(byStatus);
  // A connection that broke, or never was, and the service's own faults may pass.
  return make('read-failed', status === undefined || status < 300 || status >= 500);
}
