// The S3 client, set up for reading much at a time.

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type Clock, systemClock } from '../scatter/clock.ts';
import { type IdleWatch, watchIdle } from './idle-watch.ts';
import { checkListings } from './listing-answer.ts';

export interface S3Connection {
  readonly client: S3Client;
  /** How many requests were sent so far, repeated ones included: what S3 bills. */
  requests(): number;
  /** Whether AWS itself is asked, and not a store that only speaks its language. */
  isAws(): Promise<boolean>;
  /** What pauses between attempts and silence are measured by. */
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

/** Of silence, after which a connection is taken for dead, and another one is made. */
const IDLE_TIMEOUT_MS = 20_000;

export function connectToS3(settings: S3Settings = {}): S3Connection {
  const { region, credentials, clock = systemClock, random = Math.random } = settings;
  let requests = 0;
  // The SDK asks for it with each request, though its types know of a fixed answer only.
  const isPathStyle = async () => (await ownEndpoint(client)) !== undefined;
  const client: S3Client = new S3Client({
    // A server that stands in for AWS mostly has one name, and none for each bucket: there the AWS
    // command line puts buckets into the path too.
    forcePathStyle: isPathStyle as unknown as boolean,
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    // Trying again is the callers' (patience.ts). The adaptive mode would hold requests back too.
    maxAttempts: 1,
    retryMode: 'standard',
    // The SDK's default checksum costs several times what the read does. TLS guards the bytes, and
    // gzip's own checksum and length the text.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: settings.requestHandler ?? {
      connectionTimeout: CONNECT_MS,
      socketTimeout: 0,
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
  checkListings(client);
  const isAws = async () => isAwsEndpoint(await ownEndpoint(client));
  return { client, clock, random, isAws, requests: () => requests };
}

/**
 * Where requests go instead of to AWS, by the environment or the AWS config file: the SDK looks it up
 * anew with each request, and tells nobody.
 */
async function ownEndpoint({ config }: S3Client): Promise<string | undefined> {
  return await config.serviceConfiguredEndpoint?.();
}

/** AWS's own endpoints can be configured too, such as those of a VPC. */
function isAwsEndpoint(url: string | undefined): boolean {
  if (url === undefined) return true;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(host);
}

/** The result of a request that is given up when nothing is heard of it. */
export async function sendHeard<T>(
  connection: Watched,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const watch = await watchConnection(connection, signal);
  try {
    return await send(watch.signal);
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.stop();
  }
}

export type Watched = Pick<S3Connection, 'clock' | 'isAws'>;

export async function watchConnection(
  { clock, isAws }: Watched,
  signal: AbortSignal,
): Promise<IdleWatch> {
  // Config files are read with the first request: that takes time which is not the server's.
  await isAws();
  return watchIdle(IDLE_TIMEOUT_MS, clock, signal);
}
