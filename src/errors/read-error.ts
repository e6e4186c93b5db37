// The error for an object that could not be read, with its reason code.

import type { ReasonCode } from './reasons.ts';

export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: ReasonCode;
  /** Whether another attempt may succeed. */
  readonly retryable: boolean;
  /** Whether the store asked to slow down. */
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
