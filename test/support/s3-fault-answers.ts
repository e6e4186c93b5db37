// The answers of S3 when things go wrong: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.

export type S3Fault =
  /** The connection breaks after this many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The correct answer is delayed by this much. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** This many bytes of the body are sent, then nothing more. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** This many bytes of the body are sent, and then a few at intervals. */
  | { readonly kind: 'trickle'; readonly afterBytes: number }
  | { readonly kind: 'slow-down' }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'no-such-key' }
  | { readonly kind: 'precondition-failed' }
  | { readonly kind: 'internal-error' }
  | { readonly kind: 'invalid-object-state' }
  /** The bucket is in another region. */
  | { readonly kind: 'redirect'; readonly region: string };

export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The error answer of a fault, if it has one. */
export function answerOf(fault: S3Fault, bucket: string): FaultAnswer | undefined {
  const error = (status: number, code: string, message: string, headers = {}): FaultAnswer => ({
    status,
    headers,
    body:
      '<?xml version="1.0" encoding="UTF-8"?>' +
      `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>0</RequestId></Error>`,
  });
  switch (fault.kind) {
    case 'cut':
    case 'stall':
    case 'trickle':
    case 'hold':
      return undefined;
    case 'slow-down':
      return error(503, 'SlowDown', 'Please reduce your request rate.');
    case 'access-denied':
      return error(403, 'AccessDenied', 'Access Denied');
    case 'no-such-key':
      return error(404, 'NoSuchKey', 'The specified key does not exist.');
    case 'precondition-failed':
      return error(412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
    case 'internal-error':
      return error(500, 'InternalError', 'We encountered an internal error. Please try again.');
    case 'invalid-object-state':
      return error(
        403,
        'InvalidObjectState',
        "The operation is not valid for the object's storage class",
      );
    case 'redirect':
      return error(
        301,
        'PermanentRedirect',
        `The bucket ${bucket} must be addressed using another endpoint.`,
        { 'x-amz-bucket-region': fault.region },
      );
  }
}
