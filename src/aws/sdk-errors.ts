// Translates the SDK's errors into errors for people, each with the one thing to do next.

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
  notS3Server,
  ssoExpired,
  UserError,
  unreachable,
  wrongCredentials,
} from '../errors/user-error.ts';
import { deploymentOptions } from '../protocol/deployment-options.ts';

export interface SdkErrorFacts {
  readonly name: string;
  readonly message: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The system's error code, such as ECONNREFUSED. */
  readonly systemCode: string | undefined;
  /** The bucket's region, if S3 names it. */
  readonly bucketRegion: string | undefined;
  /** Whether the answer does not come from S3, but for example from a proxy. */
  readonly isForeign: boolean;
  /** Whether the SDK found this machine's clock to be wrong, and will correct for it. */
  readonly isSkewCorrected: boolean;
}

/** The name of the program's own error for an answer that no object store gives. */
export const FOREIGN_ANSWER = 'ForeignAnswer';

/** The statuses with which S3 names a bucket's region; 400 if the request was signed for another one. */
const REDIRECTING: ReadonlySet<number> = new Set([301, 307, 400]);

/** The region to which the error redirects, if it does. */
export function redirectedTo({ status, bucketRegion }: SdkErrorFacts): string | undefined {
  return status !== undefined && REDIRECTING.has(status) ? bucketRegion : undefined;
}

interface SdkErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  /** S3 names it in the body of AuthorizationHeaderMalformed. */
  readonly Region?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  readonly $response?: {
    readonly statusCode?: number;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

export function describeSdkError(error: unknown): SdkErrorFacts {
  const { name, message, code, Region, $metadata, $response } = Object(error) as SdkErrorShape;
  const told = firstLine(typeof message === 'string' && message !== '' ? message : String(error));
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const contentType = $response?.headers?.['content-type'];
  const isMalformed = status !== undefined && /XML parse error/.test(told);
  const isPage = status !== undefined && /html/i.test(contentType ?? '');
  const bucketRegion =
    $response?.headers?.['x-amz-bucket-region'] ??
    (typeof Region === 'string' ? Region : undefined);
  const isElsewhere = bucketRegion === undefined && leadsElsewhere(status, name);
  const isForeign = name === FOREIGN_ANSWER || isMalformed || isPage || isElsewhere;
  const aboutXml = isMalformed && !isPage ? 'not well-formed XML' : '';
  const finding = name === FOREIGN_ANSWER ? told : aboutXml;
  return {
    name: typeof name === 'string' ? name : 'Error',
    // Further lines of a message are for programmers.
    message: isForeign ? describeForeign(finding, status, contentType) : told,
    status,
    isForeign,
    isSkewCorrected: $metadata?.clockSkewCorrected === true,
    systemCode: typeof code === 'string' ? code : undefined,
    bucketRegion,
  };
}

/**
 * Whether a proxy or login page redirects, or answers from a cache. S3 redirects with an error code, or names the
 * bucket's region; and nothing that the program asks for may be answered with 304.
 */
function leadsElsewhere(status: number | undefined, name: unknown): boolean {
  return status !== undefined && status >= 300 && status < 400 && !/Redirect/.test(String(name));
}

/** S3 answers with XML or an object; any other answer is described by its status and type. */
function describeForeign(finding: string, status: number | undefined, contentType = ''): string {
  const [kind] = contentType.split(';', 1);
  return [finding, `status ${status}`, kind].filter(Boolean).join(', ');
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** The action that failed, in words that fit after "could not". */
export interface SdkAction {
  readonly action: string;
  readonly bucket?: string;
  readonly functionName?: string;
  /** The options that name the deployment of the function, with a space before each. */
  readonly deployment?: string | undefined;
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

/** Whether the caller lacks a permission. */
export function isDenied(error: unknown): boolean {
  const { name, status } = describeSdkError(error);
  return status === 403 && /^(AccessDenied|UnauthorizedOperation)/.test(name);
}

/** Makes an error for people of anything that the SDK throws. */
export function toUserError(cause: unknown, about: SdkAction): UserError {
  if (cause instanceof UserError) return cause;
  const facts = describeSdkError(cause);
  const { name, message, status, systemCode, isForeign } = facts;
  const { action, bucket, functionName } = about;
  const profile = process.env.AWS_PROFILE || undefined;
  if (bucket !== undefined && isForeign) return notS3Server(action, message, cause);
  if (/region is missing/i.test(message)) return noRegion(cause);
  if (/\bsso\b/i.test(message) && /expired|invalid|login/i.test(message))
    return ssoExpired(profile, cause);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return noCredentials(message, profile, cause);
  }
  if (EXPIRED.has(name)) return credentialsExpired(cause);
  if (WRONG.has(name)) return wrongCredentials(message, cause);
  if (bucket !== undefined && name === 'NoSuchBucket') return noSuchBucket(bucket, cause);
  const otherRegion = redirectedTo(facts);
  if (bucket !== undefined && otherRegion !== undefined) {
    return bucketInOtherRegion(bucket, otherRegion, cause);
  }
  if (functionName !== undefined && name === 'ResourceNotFoundException') {
    const options = about.deployment ?? optionsOf(functionName);
    return noSuchFunction(functionName, options, regionIn(message), cause);
  }
  if (DENIED.has(name) || status === 403) return accessDenied(action, message, cause);
  if (systemCode === 'ERR_INVALID_URL' || name === 'EndpointError') {
    return badEndpoint(process.env.AWS_ENDPOINT_URL || undefined, cause);
  }
  if (UNREACHABLE.has(systemCode ?? '') || name === 'TimeoutError') {
    return unreachable(action, message, cause);
  }
  return awsCallFailed(action, name === 'Error' ? message : `${name}: ${message}`, cause);
}

/** The options that name the deployment of a function, as far as its name tells them. */
export function optionsOf(functionName: string): string {
  const [, name] = /^(.+)-(?:cascade|worker)$/.exec(functionName) ?? [];
  return deploymentOptions({ name });
}

/** The region in the ARN of a function, as Lambda's messages name it. */
function regionIn(message: string): string | undefined {
  return /\barn:aws[a-z-]*:lambda:([a-z0-9-]+):/.exec(message)?.[1];
}
