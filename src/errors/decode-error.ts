// The error for bytes of an object that could not be decoded to their end.

import type { ReasonCode } from './reasons.ts';

export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: ReasonCode;
  /**
   * Set when decoded bytes may have been lost with the error. Decoding again with this value as
   * `preserveOutputFrom` yields all of them.
   */
  readonly preserveOutputFrom: number | undefined;

  constructor(
    code: ReasonCode,
    message: string,
    options?: { preserveOutputFrom?: number; cause?: unknown },
  ) {
    super(message, { cause: options?.cause });
    this.code = code;
    this.preserveOutputFrom = options?.preserveOutputFrom;
  }
}
