// Classifies the SDK's errors when a function can't be invoked or its answer breaks off:
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors.

import { InvocationError, type Patience } from '../errors/invocation-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import { describeSdkError, toUserError } from './sdk-errors.ts';

const THROTTLED: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'EC2ThrottledException',
]);

const TOO_LARGE: ReadonlySet<string> = new Set([
  'RequestTooLargeException',
  'RequestEntityTooLargeException',
]);

/** The function is being updated and will be available again. */
const NOT_READY: ReadonlySet<string> = new Set([
  'ResourceConflictException',
  'ResourceNotReadyException',
]);

/** A new policy takes a while to be in force everywhere, so a denial may be temporary. */
const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

/** System errors of a connection that was never made, so that no request can have been sent. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EMFILE',
  'ENFILE',
  'ERR_INVALID_URL',
]);

/** The SDK's own errors for missing credentials, which come before a request is sent. */
const NEVER_SENT: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

export interface Refusal {
  readonly error: InvocationError;
  /** Whether it is certain that the function did not run. */
  readonly notRun: boolean;
}

/**
 * `hasAnswered` says whether any invocation was accepted before. If none was, the user has to correct
 * the set-up, and the error says how. `deployment` are the options that name it, with a space before each.
 */
export function toRefusal(
  cause: unknown,
  functionName: string,
  hasAnswered: boolean,
  deployment?: string,
): Refusal {
  if (cause instanceof InvocationError) return { error: cause, notRun: false };
  const { name, message, status, systemCode } = describeSdkError(cause);
  const action = `invoke the function ${functionName}`;
  const isNeverSent = NEVER_SENT.has(name) || NO_CONNECTION.has(systemCode ?? '');
  const advice = hasAnswered
    ? {}
    : { advice: toUserError(cause, { action, functionName, deployment }) };
  const refuse = (code: ReasonCode, options: { retryable: boolean; patience?: Patience }) => ({
    error: new InvocationError(code, `${name}: ${message}`, { ...options, ...advice, cause }),
    // With any other status the function may have run.
    notRun: isNeverSent || (status !== undefined && status >= 400 && status < 500),
  });

  if (status === 429 || THROTTLED.has(name)) {
    return refuse('throttled', { retryable: true, patience: 'throttling' });
  }
  if (status === 413 || TOO_LARGE.has(name)) {
    return refuse('request-too-large', { retryable: false });
  }
  if (NOT_READY.has(name) || (status !== undefined && status >= 500)) {
    return refuse('lambda-fault', { retryable: true });
  }
  if (name === 'ResourceNotFoundException') {
    return refuse('no-such-function', { retryable: false });
  }
  if (DENIED.has(name)) return refuse('not-permitted', { retryable: true, patience: 'permission' });
  if (
    (status !== undefined && status >= 300) ||
    NEVER_SENT.has(name) ||
    systemCode === 'ERR_INVALID_URL'
  ) {
    return refuse('lambda-refused', { retryable: false });
  }
  return refuse('lambda-unreachable', { retryable: true });
}

/** Whether the endpoint does not know response streaming, as opposed to the function. */
export function isStreamingUnknown(cause: unknown): boolean {
  const { name, status } = describeSdkError(cause);
  return (
    name === 'UnknownOperationException' ||
    status === 501 ||
    status === 405 ||
    (status === 404 && name !== 'ResourceNotFoundException')
  );
}

/** The fault of an answer that broke off after it had begun. */
export function toBrokenAnswer(cause: unknown): InvocationError {
  if (cause instanceof InvocationError) return cause;
  const { name, message } = describeSdkError(cause);
  const detail = `the answer broke off: ${name}: ${message}`;
  return new InvocationError('answer-broken', detail, { retryable: true, cause });
}
