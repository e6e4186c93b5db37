// A warm process that reads an object for each request, in the way that its argument names, and discards its
// bytes.

import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect as connectNet } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { connectToS3, type S3Settings } from '../../src/aws/s3-client.ts';
import { createS3Store, type S3Store } from '../../src/aws/s3-store.ts';
import { serveMeasured } from './serve-measured.ts';

type Read = (origin: URL, sizeBytes: number) => Promise<number>;

const BUCKET = 'bucket';
const KEY = 'key';
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const never = new AbortController().signal;

const WAYS: Readonly<Record<string, Read>> = {
  worker: readByStore({}),
  'worker-sdk-connections': readByStore({ requestHandler: {} }),
  sdk: readBySdk(),
  node: readByNode,
  socket: readBySocket,
};

/** As a worker reads. */
function readByStore(settings: S3Settings): Read {
  let store: S3Store | undefined;
  return async ({ origin }, sizeBytes) => {
    process.env.AWS_ENDPOINT_URL_S3 = origin;
    const all = { region: 'us-east-1', credentials, addressing: 'path', ...settings } as const;
    store ??= createS3Store({ kind: 's3', bucket: BUCKET }, connectToS3(all));
    const object = { key: KEY, sizeBytes, etag: '"0"' };
    return await countBytes(store.read(object, 0, sizeBytes, never));
  };
}

/** With the SDK's defaults, which verify the object's checksum. */
function readBySdk(): Read {
  let client: S3Client | undefined;
  return async ({ origin: endpoint }) => {
    const all = { endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
    client ??= new S3Client(all);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    return await countBytes(Body as AsyncIterable<Uint8Array>);
  };
}

async function readByNode(origin: URL): Promise<number> {
  const get = origin.protocol === 'https:' ? httpsGet : httpGet;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(new URL(`/${BUCKET}/${KEY}`, origin), resolve).once('error', reject);
  });
  return await countBytes(response);
}

/** Into one buffer that is used again and again: what no client can go below. */
function readBySocket({ protocol, hostname, port }: URL, sizeBytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let bytes = 0;
    const onread = {
      buffer: Buffer.allocUnsafeSlow(64 * 1024),
      callback(length: number, buffer: Uint8Array): boolean {
        bytes += length;
        if (!head.includes('\r\n\r\n')) {
          head += Buffer.from(buffer.subarray(0, length)).toString('latin1');
          const end = head.indexOf('\r\n\r\n') + 4;
          if (end >= 4) bytes = head.length - end;
        }
        if (bytes >= sizeBytes) socket.destroy();
        return true;
      },
    };
    const options = { host: hostname, port: Number(port), onread };
    const isTls = protocol === 'https:';
    const socket = isTls ? connectTls({ ...options, servername: hostname }) : connectNet(options);
    socket.once('error', reject).once('close', () => resolve(bytes));
    socket.write(`GET /${BUCKET}/${KEY} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  });
}

async function countBytes(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

const [way = ''] = process.argv.slice(2);
const read = WAYS[way];
if (!read) throw new Error(`no way to read is called ${way}`);
serveMeasured(async (subject) => {
  const [origin = '', expected] = subject.split(' ');
  const bytes = await read(new URL(origin), Number(expected));
  if (bytes !== Number(expected)) throw new Error(`read ${bytes} of ${expected} bytes`);
  return undefined;
});
