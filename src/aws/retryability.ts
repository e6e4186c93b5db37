// Decides whether a failed request to S3 is worth a retry, and whether S3 throttled it.

import type { SdkErrorFacts } from './sdk-errors.ts';

export interface Retryability {
  readonly retryable: boolean;
  /** Whether the service asked to slow down. */
  readonly throttled: boolean;
}

/**
 * S3 says SlowDown and passes on the codes of KMS (KMS.ThrottlingException). Other stores and proxies
 * have codes of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const THROTTLING =
  /throttl|SlowDown|TooManyRequests|RequestLimitExceeded|LimitExceededException|BandwidthLimit/i;

const THROTTLING_STATUS: ReadonlySet<number> = new Set([429, 503]);

/** Error codes of temporary refusals. */
const TEMPORARY: ReadonlySet<string> = new Set([
  'RequestTimeout',
  'RequestTimeoutException',
  'OperationAborted',
  'ConditionalRequestConflict',
]);

/** Errors on this side, before anything is sent. */
const LOCAL: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

export function isThrottling({ name, status }: SdkErrorFacts): boolean {
  return THROTTLING.test(name) || (status !== undefined && THROTTLING_STATUS.has(status));
}

export function retryabilityOf(facts: SdkErrorFacts): Retryability {
  const { name, message, status, systemCode, isForeign, isSkewCorrected } = facts;
  const throttled = isThrottling(facts);
  // If there was no answer, the connection broke or was never made.
  const isLocal =
    LOCAL.has(name) || systemCode === 'ERR_INVALID_URL' || /region is missing/i.test(message);
  const isTemporary =
    status === undefined ? !isLocal : status >= 500 || status === 408 || TEMPORARY.has(name);
  // A proxy that answers in place of the store may do so only for a moment.
  return { throttled, retryable: throttled || isTemporary || isForeign || isSkewCorrected };
}
