// The fault that keeps an attempt from finishing its task.

import { InvocationError, type Patience } from '../errors/invocation-error.ts';
import type { UserError } from '../errors/user-error.ts';

export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly patience: Patience;
  /** The error for the user where nothing has succeeded before. */
  readonly advice?: UserError | undefined;
}

/** The answer ended, in whatever way, without a word about some of what was asked. */
export const BROKEN_ANSWER: Fault = {
  code: 'answer-broken',
  message: 'the answer ended before it had covered everything',
  retryable: true,
  patience: 'failure',
};

/** The answer ended in order, but nothing of what was asked could be done in its time. */
export const RETURNED_UNFINISHED: Fault = {
  code: 'gave-back',
  message: 'the function had no time for it and gave it back',
  retryable: true,
  patience: 'failure',
};

export const INTERRUPTED: Fault = {
  code: 'interrupted',
  message: 'the run was interrupted',
  retryable: false,
  patience: 'failure',
};

/** The rest would have cost more than the budget allows. */
export const OVER_BUDGET: Fault = {
  code: 'over-budget',
  message: 'the budget was used up before this was counted',
  retryable: true,
  patience: 'failure',
};

/** Any error but an `InvocationError` is no fault of an attempt, and is thrown on. */
export function faultOfInvocation(error: unknown): Fault {
  if (!(error instanceof InvocationError)) throw error;
  const { code, message, retryable, patience, advice } = error;
  return { code, message, retryable, patience, advice };
}
