// What the SDK throws when a function can't be invoked or its answer breaks, by what to do about it:
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors.

import { InvocationError } from '../errors/invocation-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import { UserError } from '../errors/user-error.ts';
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

/** The system errors of a connection that once was, or for a moment was not to be had. */
const PASSING: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EMFILE',
  'ENFILE',
]);

export interface Refusal {
  readonly error: InvocationError | UserError;
  /** Whether the function can't have been run. */
  readonly notRun: boolean;
}

/**
 * `hasAnswered` says whether an invocation has been accepted before: a set-up that never worked is
 * for the user to mend, one that stops working costs the objects that are left.
 */
export function toRefusal(cause: unknown, functionName: string, hasAnswered: boolean): Refusal {
  if (cause instanceof UserError || cause instanceof InvocationError) {
    return { error: cause, notRun: false };
  }
  const { name, message, status, systemCode } = describeSdkError(cause);
  const refuse = (code: ReasonCode, options: { retryable: boolean; throttled?: boolean }) => ({
    error: new InvocationError(code, `${name}: ${message}`, { ...options, cause }),
    notRun: status !== undefined,
  });

  if (status === 429 || THROTTLED.has(name)) {
    return refuse('throttled', { retryable: true, throttled: true });
  }
  if (status === 413 || TOO_LARGE.has(name)) {
    return refuse('request-too-large', { retryable: false });
  }
  if (NOT_READY.has(name) || (status !== undefined && status >= 500)) {
    return refuse('lambda-fault', { retryable: true });
  }
  if (PASSING.has(systemCode ?? '') || name === 'TimeoutError') {
    return refuse('lambda-unreachable', { retryable: true });
  }
  if (!hasAnswered) {
    const action = `invoke the function ${functionName}`;
    return { error: toUserError(cause, { action, functionName }), notRun: true };
  }
  return status === undefined
    ? refuse('lambda-unreachable', { retryable: true })
    : refuse('lambda-refused', { retryable: false });
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
export function toBrokenAnswer(cause: unknown): InvocationError | UserError {
  if (cause instanceof InvocationError || cause instanceof UserError) return cause;
  const { name, message } = describeSdkError(cause);
  const detail = `the answer broke off: ${name}: ${message}`;
  return new InvocationError('answer-broken', detail, { retryable: true, cause });
}
