// Opens the services for the whole chain: a bucket with a prefix and stem of its own, the program's
// environment, and a clean-up that leaves nothing behind.

import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { awsVariables, type ChainPlace } from '../support/chain-place.ts';
import { runCli } from '../support/run-cli.ts';
import { startS3Server } from '../support/s3-server.ts';
import { endpointVariables } from './deploying.ts';
import { type LambdaService, startLambdaService } from './start-lambda-service.ts';

/** Requests at a time; on AWS each of them waits some tens of milliseconds. */
const LANES = 32;

export interface Chain {
  readonly bucket: string;
  /** The prefix of all keys that are put here. */
  readonly prefix: string;
  /** The stem of the functions' names. */
  readonly stem: string;
  /** The program's environment. */
  readonly env: Record<string, string>;
  /** Absent if the environment names a Lambda service. */
  readonly service?: LambdaService;
  /** Resolves to the keys that the server refuses: some servers refuse a newline. */
  put(objects: ReadonlyMap<string, { readonly body: Uint8Array }>): Promise<string[]>;
  /** Removes the remaining functions and objects, whatever failed before. */
  close(): Promise<void>;
}

interface Servers {
  readonly bucket: string;
  readonly env: Record<string, string>;
  readonly s3: S3Client;
  readonly service?: LambdaService;
  stop(): Promise<void>;
}

export async function openChain(place: ChainPlace): Promise<Chain> {
  const { bucket, env, s3, service, stop } = await openServers(place);
  const stem = `wordcount-test-${randomBytes(5).toString('hex')}`;
  const prefix = `${stem}/`;
  // The version of each key in a bucket with versioning.
  const made = new Map<string, string | undefined>();
  let putting: Promise<unknown> | undefined;
  let closing = false;

  async function put(Key: string, Body: Uint8Array): Promise<void> {
    if (closing) throw new Error('The chain is closed.');
    // Keys are noted before the request, because a failed request may have arrived.
    made.set(Key, undefined);
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    made.set(Key, VersionId);
  }

  async function removeObjects(): Promise<void> {
    // If one object cannot be removed, the others still must be.
    const errors: unknown[] = [];
    // Objects are deleted one by one, which is free of charge and works with every server.
    await inLanes(made, async ([Key, VersionId]) => {
      const removal = new DeleteObjectCommand({ Bucket: bucket, Key, VersionId });
      await s3.send(removal).catch((error) => errors.push(error));
    });
    if (errors.length > 0) throw errors[0];
    const { KeyCount } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
    );
    if (KeyCount !== 0) throw new Error(`There are still objects below ${prefix}.`);
  }

  async function removeFunctions(): Promise<void> {
    const { exitCode, stderr } = await runCli(['destroy', '--name', stem, '--yes'], { env });
    if (exitCode !== 0) throw new Error(stderr);
  }

  return {
    bucket,
    prefix,
    stem,
    env,
    ...(service && { service }),
    async put(objects) {
      const refused: string[] = [];
      putting = inLanes(objects, async ([key, { body }]) => {
        await put(prefix + key, body).catch((error) => {
          if (!key.includes('\n') || error.$metadata?.httpStatusCode !== 400) throw error;
          made.delete(prefix + key);
          refused.push(key);
        });
      });
      await putting;
      return refused;
    },
    async close() {
      closing = true;
      await putting?.catch(() => undefined);
      // The objects of the tests' own server disappear with it.
      const removals = await Promise.allSettled([
        removeFunctions(),
        place.kind === 'own' ? undefined : removeObjects(),
      ]);
      s3.destroy();
      await stop();
      const reasons = removals.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (reasons.length === 0) return;
      const what = `what begins with ${stem}, in the bucket ${bucket} or of the functions`;
      throw new Error(`Not all is removed of ${what}: ${reasons.map(String).join('; ')}`);
    },
  };
}

/** Ends all lanes if one fails. When this ends, no request is in progress. */
async function inLanes<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  // A lane that throws ends the generator for the others, which an array's own iterator would not do.
  const queue = (function* () {
    yield* items;
  })();
  const lane = async () => {
    for (const item of queue) await act(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}

async function openServers(place: ChainPlace): Promise<Servers> {
  switch (place.kind) {
    case 'own': {
      const { endpoint, stop } = await startS3Server();
      const bucket = 'texts';
      const env = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
      const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
      const s3 = new S3Client({ ...CLIENT, endpoint, region: 'us-east-1', credentials });
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      return withLambdaService({ bucket, endpoint, env, s3, stop });
    }
    case 's3-server': {
      const { bucket, endpoint } = place;
      const s3 = new S3Client({ ...CLIENT, endpoint, ...regionOf(process.env) });
      return withLambdaService({ bucket, endpoint, env: awsVariables(process.env), s3, stop });
    }
    case 'aws': {
      const s3 = new S3Client({ ...CLIENT, ...regionOf(process.env) });
      return { bucket: place.bucket, env: awsVariables(process.env), s3, stop };
    }
  }
}

/** Some other servers do not know the SDK's checksums. */
const CLIENT = {
  followRegionRedirects: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
} as const;

/** Closes nothing, because the Lambda service is not the tests' own. */
async function stop(): Promise<void> {}

/** The SDK reads AWS_REGION or the profile's; the program knows the AWS command line's name too. */
function regionOf(env: NodeJS.ProcessEnv): { region?: string } {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  return region ? { region } : {};
}

async function withLambdaService(
  servers: Servers & { readonly endpoint: string },
): Promise<Servers> {
  const { bucket, endpoint, s3 } = servers;
  const region = await s3.config.region();
  const service = await startLambdaService({
    newRoleRefusals: 1,
    concurrency: 20,
    region,
    credentials: await s3.config.credentials(),
    variables: { AWS_ENDPOINT_URL_S3: endpoint },
  });
  return {
    bucket,
    s3,
    service,
    env: {
      ...servers.env,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_S3: endpoint,
      ...endpointVariables(service),
    },
    async stop() {
      await service.close();
      await servers.stop();
    },
  };
}
