// What the SDK throws, told to people: one clear line each, with what to do.

import {
  accessDenied,
  awsCallFailed,
  badEndpoint,
  bucketInOtherRegion,
  credentialsExpired,
  noCredentials,
  noRegion,
  noSuchBucket,
  noSuchFunction,
  ssoExpired,
  UserError,
  unreachable,
  wrongCredentials,
} from '../errors/user-error.ts';

export interface SdkErrorFacts {
  readonly name: string;
  readonly message: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The system's error code, such as ECONNREFUSED. */
  readonly systemCode: string | undefined;
  /** Where S3 says that the bucket is. */
  readonly bucketRegion: string | undefined;
}

interface SdkErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  /** S3 names it in the body of AuthorizationHeaderMalformed. */
  readonly Region?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export function describeSdkError(error: unknown): SdkErrorFacts {
  const { name, message, code, Region, $metadata, $response } = Object(error) as SdkErrorShape;
  return {
    name: typeof name === 'string' ? name : 'Error',
    // What follows in further lines is for those who write programs.
    message: firstLine(typeof message === 'string' && message !== '' ? message : String(error)),
    status: $metadata?.httpStatusCode ?? $response?.statusCode,
    systemCode: typeof code === 'string' ? code : undefined,
    bucketRegion:
      $response?.headers?.['x-amz-bucket-region'] ??
      (typeof Region === 'string' ? Region : undefined),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** What was being done when the error came, in words that fit after "could not". */
export interface SdkAction {
  readonly action: string;
  readonly bucket?: string;
  readonly functionName?: string;
}

const EXPIRED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
]);

const WRONG: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
]);

const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'AuthorizationError',
]);

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
]);

/** The user's error of anything that the SDK throws. */
export function toUserError(cause: unknown, about: SdkAction): UserError {
  if (cause instanceof UserError) return cause;
  const { name, message, status, systemCode, bucketRegion } = describeSdkError(cause);
  const { action, bucket, functionName } = about;
  if (/region is missing/i.test(message)) return noRegion(cause);
  if (/\bsso\b/i.test(message) && /expired|invalid|login/i.test(message)) return ssoExpired(cause);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return noCredentials(message, cause);
  }
  if (EXPIRED.has(name)) return credentialsExpired(cause);
  if (WRONG.has(name)) return wrongCredentials(message, cause);
  if (bucket !== undefined && name === 'NoSuchBucket') return noSuchBucket(bucket, cause);
  if (bucket !== undefined && bucketRegion !== undefined && (status === 301 || status === 400)) {
    return bucketInOtherRegion(bucket, bucketRegion, cause);
  }
  if (functionName !== undefined && name === 'ResourceNotFoundException') {
    return noSuchFunction(functionName, cause);
  }
  if (DENIED.has(name) || status === 403) return accessDenied(action, message, cause);
  if (systemCode === 'ERR_INVALID_URL') return badEndpoint(cause);
  if (UNREACHABLE.has(systemCode ?? '') || name === 'TimeoutError') {
    return unreachable(action, message, cause);
  }
  return awsCallFailed(action, name === 'Error' ? message : `${name}: ${message}`, cause);
}
