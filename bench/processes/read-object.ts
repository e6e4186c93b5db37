// A warm process that reads an object over HTTP for each request, with the SDK or with
// Node's own client, and discards its bytes.

import { get, type IncomingMessage } from 'node:http';
import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { serveMeasured } from './serve-measured.ts';

type Validation = NonNullable<S3ClientConfig['responseChecksumValidation']>;

const clients = new Map<string, S3Client>();

async function readBySdk(endpoint: string, validation: Validation): Promise<number> {
  const client = clients.get(endpoint) ?? createClient(endpoint, validation);
  clients.set(endpoint, client);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  return await countBytes(Body as AsyncIterable<Uint8Array>);
}

function createClient(endpoint: string, validation: Validation): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    responseChecksumValidation: validation,
  });
}

async function readByHttp(endpoint: string): Promise<number> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${endpoint}/bucket/key`, resolve).once('error', reject);
  });
  return await countBytes(response);
}

async function countBytes(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

const [way = ''] = process.argv.slice(2);
serveMeasured(async (subject) => {
  const [endpoint = '', expected] = subject.split(' ');
  const bytes =
    way === 'http' ? await readByHttp(endpoint) : await readBySdk(endpoint, way as Validation);
  if (bytes !== Number(expected)) throw new Error(`read ${bytes} of ${expected} bytes`);
  return undefined;
});
