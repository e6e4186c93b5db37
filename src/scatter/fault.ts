// What keeps an attempt from finishing its task.

import { InvocationError } from '../errors/invocation-error.ts';

export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Whether the service asked to slow down. */
  readonly throttled: boolean;
}

/** The answer ended, in whatever way, without a word about some of what was asked. */
export const BROKEN_ANSWER: Fault = {
  code: 'answer-broken',
  message: 'the answer ended before it had covered everything',
  retryable: true,
  throttled: false,
};

/** The answer ended in order, but nothing of what was asked could be done in its time. */
export const GAVE_BACK: Fault = {
  code: 'gave-back',
  message: 'the function had no time for it and gave it back',
  retryable: true,
  throttled: false,
};

export const INTERRUPTED: Fault = {
  code: 'interrupted',
  message: 'the run was interrupted',
  retryable: false,
  throttled: false,
};

/** Any error but an `InvocationError` is no fault of an attempt, and is thrown on. */
export function faultOfInvocation(error: unknown): Fault {
  if (!(error instanceof InvocationError)) throw error;
  const { code, message, retryable, throttled } = error;
  return { code, message, retryable, throttled };
}
