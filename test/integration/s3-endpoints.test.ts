// Requests that go to another endpoint, and requests that are sent only to AWS.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectToS3 } from '../../src/aws/s3-client.ts';
import { openBucket } from '../../src/aws/s3-store.ts';
import { setEnvironment } from '../support/environment.ts';
import { entry, type MadeUpS3, page, startMadeUpS3 } from '../support/made-up-s3.ts';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
};

let s3: MadeUpS3;
/** By a name, for the SDK puts buckets into the path of addresses that are numbers by itself. */
let endpoint: string;
let restore = () => {};

beforeAll(async () => {
  s3 = await startMadeUpS3();
  endpoint = s3.endpoint.replace('127.0.0.1', 'localhost');
});

afterAll(() => s3.close());

beforeEach(() => s3.answer((_, response) => response.end(page(entry('key')))));

afterEach(() => restore());

function configFile(text: string): Record<string, string> {
  const path = join(createTemporaryFolder(), 'config');
  writeFileSync(path, text);
  return { AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
}

const PLACES: readonly [string, () => Record<string, string>][] = [
  ['AWS_ENDPOINT_URL_S3', () => ({ AWS_ENDPOINT_URL_S3: endpoint })],
  ['AWS_ENDPOINT_URL', () => ({ AWS_ENDPOINT_URL: endpoint })],
  ['the config file', () => configFile(`[default]\nendpoint_url = ${endpoint}\n`)],
  [
    "the config file's section for S3",
    () =>
      configFile(
        `[default]\nservices = local\n[services local]\ns3 =\n  endpoint_url = ${endpoint}\n`,
      ),
  ],
];

test.each(PLACES)(
  'an endpoint in %s gets buckets in the path, and nothing that only AWS knows',
  async (_, env) => {
    restore = setEnvironment({ ...CREDENTIALS, ...env() });
    const { store, close } = await openBucket({ kind: 's3', bucket: 'b' }, '', never);
    for await (const objects of store.list('', never))
      expect(objects).toMatchObject([{ key: 'key' }]);
    close();
    expect(s3.asked).toHaveLength(2);
    for (const { url, headers } of s3.asked) {
      expect(`http://${headers.host}`).toBe(endpoint);
      expect(url).toMatch(/^\/b\/?\?/);
      expect(headers).not.toHaveProperty('x-amz-optional-object-attributes');
    }
  },
);

test('--endpoint-url takes precedence over a profile that ignores endpoints', async () => {
  const env = {
    ...CREDENTIALS,
    ...configFile('[default]\nignore_configured_endpoint_urls = true\n'),
  };
  s3.answer((_, response) => response.end(page('')));
  const args = ['run', '--bucket', 'b', '--engine', 'local', '--endpoint-url', endpoint];
  const { stderr } = await runCli(args, { env });
  expect(stderr).toContain('No keys were found under s3://b/');
  expect(s3.asked).toHaveLength(2);
});

test.each([
  [undefined, true],
  ['https://bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com', true],
  ['https://s3.cn-north-1.amazonaws.com.cn', true],
  ['https://amazonaws.com.example', false],
  ['https://storage.googleapis.com', false],
])('%s is AWS: %s', async (url, isAws) => {
  restore = setEnvironment({ ...CREDENTIALS, ...(url !== undefined && { AWS_ENDPOINT_URL: url }) });
  const connection = connectToS3();
  expect(await connection.isAws()).toBe(isAws);
  connection.client.destroy();
});

test('AWS is asked whether archived objects are restored, with buckets in the name of the host', async () => {
  restore = setEnvironment({ ...CREDENTIALS, AWS_CONFIG_FILE: '/nonexistent' });
  const asked: { hostname: string; headers: Record<string, string> }[] = [];
  const { close } = await openBucket({ kind: 's3', bucket: 'b-b' }, '', never, {
    requestHandler: {
      handle: async (request: (typeof asked)[number]) => {
        asked.push(request);
        return { response: { statusCode: 200, headers: {}, body: Buffer.from(page('')) } };
      },
    } as never,
  });
  close();
  expect(asked).toMatchObject([
    {
      hostname: 'b-b.s3.us-east-1.amazonaws.com',
      headers: { 'x-amz-optional-object-attributes': 'RestoreStatus' },
    },
  ]);
});
