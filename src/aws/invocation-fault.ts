// What the SDK throws when a function can't be invoked or its answer breaks, by what to do about it:
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

/** The function is being changed, and will be back. */
const NOT_READY: ReadonlySet<string> = new Set([
  'ResourceConflictException',
  'ResourceNotReadyException',
]);

/** A policy that is new is not in force everywhere at once. */
const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

/** The system errors of a connection that never was, so that no request can have gone out. */
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

/** Errors of the SDK itself, which has nothing to send or to sign a request with. */
const NEVER_SENT: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

export interface Refusal {
  readonly error: InvocationError;
  /** Whether the function can't have been run. */
  readonly notRun: boolean;
}

/**
 * `hasAnswered` says whether an invocation has been accepted before: a set-up that never worked is
 * for the user to mend, and the error says how.
 */
export function toRefusal(cause: unknown, functionName: string, hasAnswered: boolean): Refusal {
  if (cause instanceof InvocationError) return { error: cause, notRun: false };
  const { name, message, status, systemCode } = describeSdkError(cause);
  const action = `invoke the function ${functionName}`;
  const isNeverSent = NEVER_SENT.has(name) || NO_CONNECTION.has(systemCode ?? '');
  const advice = hasAnswered ? {} : { advice: toUserError(cause, { action, functionName }) };
  const refuse = (code: ReasonCode, options: { retryable: boolean; patience?: Patience }) => ({
    error: new InvocationError(code, `${name}: ${message}`, { ...options, ...advice, cause }),
    // An answer that began well and broke off came from a function that ran.
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

/** Whether it was the streaming of the answer, and not the function, that is unknown there. */
export function isStreamingUnknown(cause: unknown): boolean {
  const { name, status } = describeSdkError(cause);
  return (
    name === 'UnknownOperationException' ||
    status === 501 ||
    status === 405 ||
    (status === 404 && name !== 'ResourceNotFoundException')
  );
}

/** What breaks an answer that had begun. */
export function toBrokenAnswer(cause: unknown): InvocationError {
  if (cause instanceof InvocationError) return cause;
  const { name, message } = describeSdkError(cause);
  const detail = `the answer broke off: ${name}: ${message}`;
  return new InvocationError('answer-broken', detail, { retryable: true, cause });
}
