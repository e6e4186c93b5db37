// The S3 client, configured for many concurrent reads.

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Addressing } from '../protocol/addressing.ts';
import { type Clock, systemClock } from '../scatter/clock.ts';
import { type AnswerTimes, createAnswerTimes } from './answer-times.ts';
import { type IdleWatch, watchIdle } from './idle-watch.ts';
import type { MakeAgents } from './network-agents.ts';
import { createObjectRequestHandler } from './object-requests/object-request-handler.ts';

export interface S3Connection {
  readonly client: S3Client;
  /** The number of requests sent so far, retries included. S3 bills each of them. */
  requests(): number;
  /** How many of them are priced as GET requests; the others are LIST requests. */
  getRequests(): number;
  /** Whether requests go to AWS itself, and not to another store with the same API. */
  isAws(): Promise<boolean>;
  /** When a GET is sent again because its answer does not begin. */
  readonly answerTimes: AnswerTimes;
  /** Measures idle timeouts and the pauses between attempts. */
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface S3Settings {
  readonly region?: string | undefined;
  /** The credentials of another client, so that they are not looked up again. */
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** Sends requests without a signature, as public buckets accept them. */
  readonly unsigned?: boolean | undefined;
  /** Where the bucket's name goes; left out, that depends on the endpoint. */
  readonly addressing?: Addressing | undefined;
  /** Makes agents in place of Node's own. */
  readonly agents?: MakeAgents | undefined;
  /** Replaces Node's HTTP client. */
  readonly requestHandler?: NonNullable<S3ClientConfig['requestHandler']>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** Far above a worker's own concurrency. Many workers' threads could reach the SDK's default of 50. */
const MAX_SOCKETS = 256;

const CONNECT_MS = 5_000;

/** A connection that is silent for this long is considered dead and replaced. */
const IDLE_TIMEOUT_MS = 20_000;

export function connectToS3(settings: S3Settings = {}): S3Connection {
  const { region, credentials, unsigned, addressing, agents } = settings;
  const { clock = systemClock, random = Math.random } = settings;
  let requests = 0;
  let lists = 0;
  // The SDK calls this for each request, although its types allow a fixed value only.
  const isPathStyle = async () =>
    addressing === undefined ? (await ownEndpoint(client)) !== undefined : addressing === 'path';
  const client: S3Client = new S3Client({
    // A server other than AWS usually has one host name, and none for each bucket. The AWS command line
    // puts buckets into the path there too.
    forcePathStyle: isPathStyle as unknown as boolean,
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    ...(unsigned && UNSIGNED),
    // The callers retry (retries.ts). The adaptive mode would also delay requests.
    maxAttempts: 1,
    retryMode: 'standard',
    // The SDK's default checksum costs several times as much as the read. TLS protects the bytes, and
    // compressed formats have checksums of their own.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: settings.requestHandler ?? toHandler(agents),
  });
  if (!settings.requestHandler && !agents) {
    // With agents, the connections are not this program's to make.
    const { config } = client;
    Object.assign(config, { requestHandler: createObjectRequestHandler(config.requestHandler) });
  }
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        requests += 1;
        if (commandName === 'ListObjectsV2Command') lists += 1;
        return next(args);
      },
    // This step comes after the retries, so that each of them is counted.
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  );
  const isAws = async () => isAwsEndpoint(await ownEndpoint(client));
  const getRequests = () => requests - lists;
  const answerTimes = createAnswerTimes();
  return { client, answerTimes, clock, random, isAws, requests: () => requests, getRequests };
}

/** The SDK insists on credentials, which this signer does not use. */
const UNSIGNED: Pick<S3ClientConfig, 'credentials' | 'signer'> = {
  credentials: { accessKeyId: '', secretAccessKey: '' },
  signer: { sign: async (request) => request },
};

function toHandler(agents: MakeAgents | undefined): NonNullable<S3ClientConfig['requestHandler']> {
  const limits = { connectionTimeout: CONNECT_MS, socketTimeout: 0 };
  if (!agents) {
    const agent = { maxSockets: MAX_SOCKETS };
    return { ...limits, httpAgent: agent, httpsAgent: agent };
  }
  // The handler takes a function too, although its types do not say so.
  const options = async () => ({ ...limits, ...(await agents(MAX_SOCKETS)) });
  return options as unknown as NonNullable<S3ClientConfig['requestHandler']>;
}

/**
 * The endpoint that the environment or the AWS config file sets in place of AWS's. The SDK looks it up
 * for each request and has no public way to read it.
 */
async function ownEndpoint({ config }: S3Client): Promise<string | undefined> {
  return await config.serviceConfiguredEndpoint?.();
}

/** A configured endpoint may be AWS's own, such as one of a VPC. */
function isAwsEndpoint(url: string | undefined): boolean {
  if (url === undefined) return true;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(host);
}

/** Sends a request with an idle timeout. */
export async function sendWithIdleTimeout<T>(
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
  // The first request reads the config files. This time must not count as the server's.
  await isAws();
  return watchIdle(IDLE_TIMEOUT_MS, clock, signal);
}
