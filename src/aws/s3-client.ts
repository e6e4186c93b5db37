// The S3 client, set up for reading much at a time.

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type Clock, systemClock } from '../scatter/clock.ts';

export interface S3Connection {
  readonly client: S3Client;
  /** How many requests were sent so far, repeated ones included: what S3 bills. */
  requests(): number;
  /** What pauses between the attempts of a read are measured by. */
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface S3Settings {
  readonly region?: string | undefined;
  /** The credentials of another client, so that they are not looked for again. */
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** Carries requests instead of Node's HTTP client. */
  readonly requestHandler?: NonNullable<S3ClientConfig['requestHandler']>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** A worker's own concurrency is far below; the SDK's 50 would be met by many workers' threads. */
const MAX_SOCKETS = 256;

const CONNECT_MS = 5_000;

/** Of silence, after which a connection is taken for dead; the read goes on over a new one. */
const SOCKET_SILENCE_MS = 20_000;

const MAX_ATTEMPTS = 5;

export function connectToS3(settings: S3Settings = {}): S3Connection {
  const { region, credentials, clock = systemClock, random = Math.random } = settings;
  let requests = 0;
  const client = new S3Client({
    forcePathStyle: hasOwnEndpoint(process.env),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    // The SDK's default checksum costs several times what the read does. TLS guards the bytes, and
    // gzip's own checksum and length the text.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: settings.requestHandler ?? {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SOCKET_SILENCE_MS,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  });
  client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    // Behind the retries, so that each of them is counted.
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  );
  return { client, clock, random, requests: () => requests };
}

/**
 * A server that stands in for AWS mostly has one name, and none for each bucket: there the AWS command
 * line puts buckets into the path too.
 */
function hasOwnEndpoint(env: NodeJS.ProcessEnv): boolean {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return false;
  return Boolean(env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL);
}
