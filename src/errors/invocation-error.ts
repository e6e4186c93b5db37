// Why a function could not be invoked or did not answer to the end.

import type { ReasonCode } from './reasons.ts';
import type { UserError } from './user-error.ts';

/**
 * How long retrying goes on: after a failure for a moment; where a permission was refused for as long as
 * a new policy takes to spread; where the service asked to slow down until it has capacity.
 */
export type Patience = 'failure' | 'permission' | 'throttling';

export class InvocationError extends Error {
  override readonly name = 'InvocationError';
  readonly code: ReasonCode;
  readonly retryable: boolean;
  readonly patience: Patience;
  /** The error for the user where no invocation has ever worked. */
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
