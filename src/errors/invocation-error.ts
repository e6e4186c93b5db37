// The error for a function that could not be invoked or did not answer to the end.

import type { ReasonCode } from './reasons.ts';
import type { UserError } from './user-error.ts';

/**
 * How long retries continue: briefly after a failure, until a new policy has propagated after a refused
 * permission, and until the service has capacity after throttling.
 */
export type Patience = 'failure' | 'permission' | 'throttling';

export class InvocationError extends Error {
  override readonly name = 'InvocationError';
  readonly code: ReasonCode;
  readonly retryable: boolean;
  readonly patience: Patience;
  /** The error for the user if no invocation has ever succeeded. */
  readonly advice: UserError | undefined;

  constructor(
    code: ReasonCode,
    message: string,
    options: { retryable: boolean; patience?: Patience; advice?: UserError; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.patience = options.patience ?? 'failure';
    this.advice = options.advice;
  }
}
