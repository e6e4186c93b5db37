// Why an object could not be read, in the terms of the catalogue of reasons.

import type { ReasonCode } from './reasons.ts';

export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: ReasonCode;
  /** Whether another try may well succeed. */
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
