// How requests reach a store: unsigned, addressed, through proxies, and with certificates of one's own.

import { writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { BUCKET, startAws, startBucket } from '../emulator/start-aws.ts';
import { entry, type MadeUpS3, page, startMadeUpS3 } from '../support/made-up-s3.ts';
import { runCli } from '../support/run-cli.ts';
import { makeCertificate } from '../support/self-signed-certificate.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

let bucket: Awaited<ReturnType<typeof startBucket>>;
let s3: MadeUpS3;

beforeAll(async () => {
  bucket = await startBucket();
  await bucket.put('a.log', 'one two\n');
  s3 = await startMadeUpS3();
});

afterAll(async () => {
  await bucket.close();
  await s3.close();
});

/** Has one object of seven bytes, which are two words. */
function answerAsStore(request: IncomingMessage, response: ServerResponse): void {
  if (request.url?.includes('list-type')) return void response.end(page(entry('key')));
  const headers = { etag: '"e"', 'content-range': 'bytes 0-6/7', 'content-length': 7 };
  response.writeHead(206, headers).end('two two');
}

async function count(env: Record<string, string>, ...args: string[]) {
  const common = ['run', '--bucket', 'buckets', '--engine', 'local', '--json', '--quiet', ...args];
  const { stdout, stderr } = await runCli(common, { env });
  return { stderr, words: stdout === '' ? undefined : JSON.parse(stdout).totals.words };
}

const NO_CREDENTIALS = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' };

test('--no-sign-request needs no credentials, and workers send no signature either', async () => {
  s3.answer(answerAsStore);
  const env = { ...NO_CREDENTIALS, AWS_ENDPOINT_URL_S3: s3.endpoint };
  expect((await count(env)).stderr).toMatch(/No AWS credentials were found/);
  expect(await count(env, '--no-sign-request')).toEqual({ words: 2, stderr: '' });
  expect(s3.asked).toHaveLength(3);
  for (const { headers } of s3.asked) expect(headers).not.toHaveProperty('authorization');
  expect(await count({ ...s3.env })).toMatchObject({ words: 2 });
  for (const { headers } of s3.asked.slice(3)) expect(headers).toHaveProperty('authorization');
});

test('the functions on Lambda read unsigned too', async () => {
  const aws = await startAws();
  onTestFinished(() => aws.close());
  await aws.put('a.log', 'one two\n');
  const args = ['run', `s3://${BUCKET}`, '--no-sign-request', '--json', '--quiet'];
  const { stdout } = await runCli(args, { env: aws.env });
  const reads = aws.proxy.requests.filter(({ key }) => key === 'a.log');
  expect(reads).not.toEqual([]);
  // A signature by a function's credentials would name the function.
  for (const { byFunction } of reads) expect(byFunction).toBeUndefined();
  expect(JSON.parse(stdout)).toMatchObject({ engine: 'lambda', totals: { words: 2 } });
});

test.each([
  [['--addressing', 'virtual'], /^buckets\.store\.example:/, /^\/\?|^\/key/],
  [['--addressing', 'path'], /^store\.example:/, /^\/buckets/],
  [[], /^store\.example:/, /^\/buckets/],
])('the name of the bucket with %j', async (args, host, path) => {
  s3.answer(answerAsStore);
  // The proxy sends all hosts to this machine.
  const proxy = await startProxy();
  const endpoint = s3.endpoint.replace('127.0.0.1', 'store.example');
  const env = { ...s3.env, AWS_ENDPOINT_URL_S3: endpoint, HTTP_PROXY: proxy.address };
  expect(await count(env, ...args)).toEqual({ words: 2, stderr: '' });
  expect(s3.asked).toHaveLength(3);
  for (const { headers, url } of s3.asked) {
    expect(headers.host).toMatch(host);
    expect(url).toMatch(path);
  }
});

/** A proxy that notes what it is asked for, and sends everything to this machine. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(
      `${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`,
    );
    const url = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const inner = sendRequest(
      { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(inner);
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const inner = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return { asked, address: `127.0.0.1:${port}` };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('HTTP_PROXY is used, with its credentials, by this process and its threads', async () => {
  const proxy = await startProxy();
  const env = { ...bucket.env, HTTP_PROXY: `http://user:pass%20word@${proxy.address}` };
  const counted = await runCli(
    ['run', `s3://${BUCKET}`, '--engine', 'local', '--json', '--quiet'],
    { env },
  );
  expect(JSON.parse(counted.stdout).totals.words).toBe(2);
  expect(proxy.asked).toHaveLength(3);
  const credentials = Buffer.from('user:pass word').toString('base64');
  for (const request of proxy.asked) {
    expect(request).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/texts/);
    expect(request.endsWith(`Basic ${credentials}`)).toBe(true);
  }
});

test.each(['127.0.0.1', '*', 'example.org,127.0.0.1'])(
  'NO_PROXY=%s leaves it out',
  async (hosts) => {
    s3.answer(answerAsStore);
    const proxy = await startProxy();
    const env = { ...s3.env, http_proxy: `http://${proxy.address}`, NO_PROXY: hosts };
    expect(await count(env)).toEqual({ words: 2, stderr: '' });
    expect(proxy.asked).toEqual([]);
  },
);

test('a proxy without a scheme speaks HTTP, and one of another scheme is refused', async () => {
  s3.answer(answerAsStore);
  const proxy = await startProxy();
  expect(await count({ ...s3.env, HTTP_PROXY: proxy.address })).toMatchObject({ words: 2 });
  expect(proxy.asked).toHaveLength(3);
  const { stderr } = await count({ ...s3.env, HTTP_PROXY: 'socks5://user:secret@127.0.0.1:1' });
  expect(stderr).toMatch(/^wordcount: The address of the proxy is not a URL that begins with http/);
  expect(stderr).not.toContain('secret');
});

/** A store with a certificate that only its own authority vouches for. */
async function startTlsStore() {
  const { key, cert, path } = makeCertificate();
  const server = createTlsServer({ key, cert }, answerAsStore);
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return {
    port,
    certificate: path,
    env: { ...s3.env, AWS_ENDPOINT_URL_S3: `https://localhost:${port}` },
  };
}

test('AWS_CA_BUNDLE names the certificates that are trusted', async () => {
  const store = await startTlsStore();
  expect((await count(store.env)).stderr).toMatch(/self.signed certificate/);
  const trusted = { ...store.env, AWS_CA_BUNDLE: store.certificate };
  expect(await count(trusted)).toEqual({ words: 2, stderr: '' });
  const { stderr } = await count({ ...store.env, AWS_CA_BUNDLE: '/none' });
  expect(stderr).toMatch(
    /^wordcount: The certificates in \/none cannot be read: ENOENT.*CA_BUNDLE\.\n/,
  );
});

test('NODE_EXTRA_CA_CERTS adds certificates to those that are trusted', async () => {
  const store = await startTlsStore();
  const trusted = { ...store.env, NODE_EXTRA_CA_CERTS: store.certificate };
  expect(await count(trusted)).toEqual({ words: 2, stderr: '' });
});

test('HTTPS_PROXY tunnels, and the certificates are those of the store', async () => {
  const store = await startTlsStore();
  const proxy = await startProxy();
  const env = { ...store.env, HTTPS_PROXY: proxy.address, AWS_CA_BUNDLE: store.certificate };
  expect(await count(env)).toEqual({ words: 2, stderr: '' });
  expect(proxy.asked).toContain(`CONNECT localhost:${store.port}`);
});

test('an endpoint of a profile is used with that profile alone', async () => {
  s3.answer(answerAsStore);
  const config = join(createTemporaryFolder(), 'config');
  const keys = ['aws_access_key_id = AKIAEXAMPLE', 'aws_secret_access_key = secret'];
  const lines = ['[profile minio]', 'services = local', 'region = us-east-1', ...keys];
  const services = ['[services local]', 's3 =', `  endpoint_url = ${s3.endpoint}`];
  writeFileSync(config, [...lines, ...services, ''].join('\n'));
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
  expect(await count({ ...env, AWS_PROFILE: 'minio' })).toEqual({ words: 2, stderr: '' });
  expect(await count(env, '--profile', 'minio')).toEqual({ words: 2, stderr: '' });
});
