// Whether what went wrong with a request to S3 may go well another time, and how long to wait for it.

import type { SdkErrorFacts } from './sdk-errors.ts';

export interface Outlook {
  readonly retryable: boolean;
  /** Whether the service asked to slow down. */
  readonly throttled: boolean;
}

/**
 * S3 has SlowDown, and passes on what KMS says (KMS.ThrottlingException); other stores and what
 * stands before them have names of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const THROTTLING =
  /throttl|SlowDown|TooManyRequests|RequestLimitExceeded|LimitExceededException|BandwidthLimit/i;

const THROTTLING_STATUS: ReadonlySet<number> = new Set([429, 503]);

/** Refusals by name that hold for the moment only. */
const PASSING: ReadonlySet<string> = new Set([
  'RequestTimeout',
  'RequestTimeoutException',
  'OperationAborted',
  'ConditionalRequestConflict',
]);

/** What is wrong on this side, before anything is sent. */
const LOCAL: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

export function isThrottling({ name, status }: SdkErrorFacts): boolean {
  return THROTTLING.test(name) || (status !== undefined && THROTTLING_STATUS.has(status));
}

export function outlookOf(facts: SdkErrorFacts): Outlook {
  const { name, message, status, systemCode, isForeign, isSkewCorrected } = facts;
  const throttled = isThrottling(facts);
  // Without an answer it is a connection that broke or never was.
  const isLocal =
    LOCAL.has(name) || systemCode === 'ERR_INVALID_URL' || /region is missing/i.test(message);
  const mayPass =
    status === undefined ? !isLocal : status >= 500 || status === 408 || PASSING.has(name);
  // A proxy that answers in the store's place may do so for a moment only.
  return { throttled, retryable: throttled || mayPass || isForeign || isSkewCorrected };
}
