// Translates the SDK's errors while an object is read into reasons.

import { ReadError } from '../errors/read-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import { retryabilityOf } from './retryability.ts';
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

/** S3's message about an object that is encrypted with a customer-provided key (SSE-C). */
const CUSTOMER_KEY = /server side encryption|x-amz-server-side-encryption-customer/i;

export function toReadError(cause: unknown): ReadError {
  if (cause instanceof ReadError) return cause;
  const facts = describeSdkError(cause);
  const { name, message, status, isForeign } = facts;
  const { retryable, throttled } = retryabilityOf(facts);
  const make = (code: ReasonCode) =>
    new ReadError(code, isForeign ? message : `${name}: ${message}`, {
      retryable,
      throttled,
      cause,
    });

  if (isForeign) return make('not-s3');
  if (throttled) return make('s3-slow-down');
  if (retryable) return make('read-failed');
  const code = CODES[name];
  if (code) return make(code);
  if (name.startsWith('KMS') || (status === 403 && /kms/i.test(message)))
    return make('kms-refused');
  if (status === 400 && CUSTOMER_KEY.test(message)) return make('customer-key');
  return make((status !== undefined && BY_STATUS[status]) || 'read-failed');
}
