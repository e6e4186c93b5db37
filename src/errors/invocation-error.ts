// Why a function could not be invoked or did not answer to the end.

import type { ReasonCode } from './reasons.ts';

export class InvocationError extends Error {
  override readonly name = 'InvocationError';
  readonly code: ReasonCode;
  readonly retryable: boolean;
  /** Whether the service asked to slow down. */
  readonly throttled: boolean;

  constructor(
    code: ReasonCode,
    message: string,
    options: { retryable: boolean; throttled?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.throttled = options.throttled ?? false;
  }
}
