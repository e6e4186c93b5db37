// An S3 server and a Lambda service with the two functions deployed, and the program's environment to
// find them. The functions are the built archives.

import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startS3FaultProxy } from '../support/s3-faults.ts';
import { startS3Server } from '../support/s3-server.ts';
import { type LambdaServiceOptions, startLambdaService } from './start-lambda-service.ts';
import { clientConfig, trustLambda } from './test-functions.ts';

export const BUCKET = 'texts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

export interface FunctionSettings {
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly logFormat?: 'JSON';
  readonly variables?: Readonly<Record<string, string>>;
}

/** An S3 server with an empty bucket, and a proxy in front of it. */
export async function startBucket() {
  const server = await startS3Server();
  const proxy = await startS3FaultProxy(server.endpoint);
  // Objects are put without the proxy, which thus records only the program's requests.
  const client = new S3Client({ ...clientConfig(server.endpoint), maxAttempts: 3 });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const agent = new Agent({ keepAlive: true });
  return {
    proxy,
    client,
    /** The server itself, without the proxy and its faults. */
    endpoint: server.endpoint,
    /** The program's environment, with S3 only. */
    env: {
      ...CREDENTIALS,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
    } as Record<string, string>,
    async put(key: string, body: string | Uint8Array) {
      await putPlainly(agent, `${server.endpoint}/${BUCKET}`, key, Buffer.from(body));
    },
    /** Puts an object of these parts. All but the last have at least 5 MiB. */
    async putInParts(Key: string, parts: Iterable<Uint8Array>) {
      const target = { Bucket: BUCKET, Key };
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
      const Parts: CompletedPart[] = [];
      for (const Body of parts) {
        const part = { UploadId, PartNumber: Parts.length + 1 };
        const { ETag } = await client.send(new UploadPartCommand({ ...target, ...part, Body }));
        Parts.push({ ETag, PartNumber: part.PartNumber });
      }
      const MultipartUpload = { Parts };
      await client.send(
        new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }),
      );
    },
    async close() {
      client.destroy();
      agent.destroy();
      await proxy.close();
      await server.stop();
    },
  };
}

/** Puts an object without the SDK, which takes longer for each than the server: some tests put thousands. */
async function putPlainly(agent: Agent, bucket: string, key: string, body: Buffer): Promise<void> {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const type = 'application/octet-stream';
  const headers = { 'content-type': type, 'content-length': body.length };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    // Given apart from the address, the path stays as it is: a URL would lose the `.` of some keys.
    const { hostname, port, pathname } = new URL(bucket);
    request({ hostname, port, path: `${pathname}/${path}`, method: 'PUT', headers, agent }, resolve)
      .once('error', reject)
      .end(body);
  });
  for await (const _ of answer);
  if (answer.statusCode !== 200) throw new Error(`${key} was not put: ${answer.statusCode}`);
}

/** The archive that the build has made, as `deploy` uploads it. */
function readArchive(tier: 'cascade' | 'worker'): Promise<Uint8Array> {
  return readFile(new URL(`../../dist/functions/${tier}.zip`, import.meta.url));
}

/** Starts the S3 server and a Lambda service with both functions deployed. */
export async function startAws(
  options: LambdaServiceOptions & {
    readonly cascade?: FunctionSettings;
    readonly worker?: FunctionSettings;
    /** The environment without the proxy, for runs over many objects. */
    readonly directly?: boolean;
  } = {},
) {
  const bucket = await startBucket();
  const { cascade, worker, variables, directly, ...serviceOptions } = options;
  const s3 = { AWS_ENDPOINT_URL_S3: directly ? bucket.endpoint : bucket.proxy.endpoint };
  const service = await startLambdaService({
    looksUntilReady: 0,
    concurrency: 20,
    variables: {
      ...CREDENTIALS,
      ...s3,
      ...variables,
    },
    ...serviceOptions,
  });
  const config = clientConfig(service.endpoint);
  const lambda = new LambdaClient(config);
  const iam = new IAMClient(config);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'tests', AssumeRolePolicyDocument: trustLambda }),
  );
  await Promise.all([deploy('worker', worker), deploy('cascade', cascade)]);

  async function deploy(
    tier: 'cascade' | 'worker',
    settings?: FunctionSettings,
    stem = 'wordcount',
  ) {
    await deployArchive(`${stem}-${tier}`, await readArchive(tier), settings);
  }

  async function deployArchive(name: string, archive: Uint8Array, settings: FunctionSettings = {}) {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Role: Role?.Arn,
        Handler: 'index.handler',
        Architectures: ['arm64'],
        MemorySize: settings.memoryMb ?? 512,
        Timeout: settings.timeoutSeconds ?? 60,
        Environment: {
          Variables: { WORDCOUNT_WORKER_FUNCTION: 'wordcount-worker', ...settings.variables },
        },
        ...(settings.logFormat && { LoggingConfig: { LogFormat: settings.logFormat } }),
        Code: { ZipFile: archive },
      }),
    );
    await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  }

  return {
    ...bucket,
    service,
    lambda,
    deploy,
    deployArchive,
    env: { ...bucket.env, ...s3, AWS_ENDPOINT_URL_LAMBDA: service.endpoint } as Record<
      string,
      string
    >,
    async close() {
      lambda.destroy();
      iam.destroy();
      await service.close();
      await bucket.close();
    },
  };
}
