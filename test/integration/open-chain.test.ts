// The chain leaves nothing behind on someone else's server, however it ended.

import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { openChain } from '../emulator/open-chain.ts';
import { clientConfig } from '../emulator/test-functions.ts';
import { setEnvironment } from '../support/environment.ts';
import { runCli } from '../support/run-cli.ts';
import { startS3Server } from '../support/s3-server.ts';

test('everything that was put and deployed is removed, and nothing else', {
  timeout: 60_000,
}, async () => {
  const server = await startS3Server();
  onTestFinished(server.stop);
  const { endpoint } = server;
  const restore = setEnvironment({
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
  });
  onTestFinished(restore);
  const s3 = new S3Client(clientConfig(endpoint));
  const Bucket = 'theirs';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const list = async () => (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [];

  const other = await openChain({ kind: 's3-server', bucket: Bucket, endpoint });
  onTestFinished(() => other.close());
  const chain = await openChain({ kind: 's3-server', bucket: Bucket, endpoint });
  const body = Buffer.from('two words');
  for (const { put } of [chain, other]) {
    expect(
      await put(
        new Map([
          ['a +%é"\n', { body }],
          ['b', { body }],
        ]),
      ),
    ).toEqual([]);
  }
  expect(await list()).toHaveLength(4);
  const { stem, env, service } = chain;
  await runCli(['deploy', '--bucket', Bucket, '--name', stem, '--yes'], { env });
  expect(service?.resources().functions).toHaveLength(2);

  await chain.close();
  expect(service?.resources()).toEqual({ functions: [], roles: [], logGroups: [] });
  expect((await list()).map(({ Key }) => Key?.startsWith(other.prefix))).toEqual([true, true]);
});
